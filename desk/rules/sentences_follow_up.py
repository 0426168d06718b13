"""What the follow-up refuses: the part of :mod:`desk.rules.sentences` about goals, staffing, surveys, reports."""

from __future__ import annotations

from desk.rules.sentence import Sentence
from desk.words import N_

FOLLOW_UP: dict[str, Sentence] = {
    # ---- reports of every span
    "report_in_future": Sentence(N_("That span has not begun."), N_("At the latest {last}.")),
    "span_other_sort": Sentence(N_("That is another sort of span."), N_("`{command}` reports it.")),
    "year_unknown": Sentence(N_("There is no such year."), N_("Write it as 2026.")),
    # ---- goals and activities
    "goal_unknown": Sentence(N_("There is no goal {number}."), N_("`desk goals list` names them.")),
    "goal_target_rate": Sentence(
        N_("A goal for a share lies between 0 and 100 per cent."), N_("Write it as 95 % or 0.95.")
    ),
    "goal_target_grade": Sentence(N_("A goal for a grade lies between 1 and 5."), N_("Write it as 4.3.")),
    "goal_level_name": Sentence(
        N_("The name of a group or a person belongs to a goal for groups or individuals."),
        N_("Choose the level that {name} belongs to."),
    ),
    "goal_level_figure": Sentence(N_("{figure} is not followed at that level."), N_("Choose one of: {allowed}.")),
    "goal_overlaps": Sentence(
        N_("Goal {number} is for the same figure and level, {days}."),
        N_("End it first, choose other days, or let the new goal end it (--replace)."),
    ),
    "goal_replaces_later": Sentence(
        N_("Goal {number} begins on the same day or later, {days}."), N_("Correct or end that goal instead.")
    ),
    "goal_ended": Sentence(N_("Goal {number} ended on {day}."), N_("Set a new goal.")),
    "goal_withdrawn": Sentence(N_("Goal {number} was withdrawn."), N_("Set a new goal.")),
    "goal_days": Sentence(N_("The goal's last day lies before its first."), N_("Give a last day from {first} on.")),
    "goal_decided_later": Sentence(N_("A goal is decided today at the latest."), N_("Give the day of the decision.")),
    "activity_unknown": Sentence(N_("There is no activity {number}."), N_("`desk activities list` names them.")),
    "activity_over": Sentence(N_("The activity was done or dropped on {day}."), N_("Add a new one.")),
    "activity_done_later": Sentence(N_("The day lies in the future."), N_("Give today or an earlier day.")),
    # ---- deviations
    "deviation_unknown": Sentence(N_("There is no deviation {number}."), N_("`desk deviations list` names them.")),
    "deviation_not_explained": Sentence(
        N_("The deviation lacks a cause or an action."), N_("Write both; then it can be done.")
    ),
    "deviation_changed": Sentence(
        N_("Somebody else has written about this deviation meanwhile."),
        N_("Look at what they wrote, and save again."),
    ),
    "deviation_of_individual": Sentence(
        N_("A deviation of an individual does not go on the board."), N_("What is done about it is written here.")
    ),
    "deviation_on_board": Sentence(
        N_("The deviation is on the board already."), N_("It is improvement {number} there.")
    ),
    "deviation_not_individual": Sentence(
        N_("Coaching is for an individual's attitude or knowledge."), N_("Write a cause and an action instead.")
    ),
    "coaching_step": Sentence(
        N_("Coaching that is {now} cannot become {asked}."), N_("From there it can be: {allowed}.")
    ),
    "cause_other_text": Sentence(N_("Another cause has to be said in words."), N_("Write the cause as text.")),
    # ---- the improvement board
    "improvement_unknown": Sentence(
        N_("There is no improvement {number}."), N_("`desk improvements list` names them.")
    ),
    "improvement_move": Sentence(
        N_("The improvement cannot go there from where it stands."), N_("From there it can be: {allowed}.")
    ),
    "improvement_needs_responsible": Sentence(
        N_("What is decided needs somebody responsible."), N_("Name a login, or a person.")
    ),
    "improvement_needs_due": Sentence(N_("What is decided needs an expected end date."), N_("Give a day.")),
    "improvement_needs_result": Sentence(N_("What is done needs a result."), N_("Write what came of it.")),
    "improvement_needs_why": Sentence(N_("What is not done needs a reason."), N_("Write why.")),
    "improvement_changed": Sentence(
        N_("{name} changed the improvement meanwhile; it stands under: {status}."),
        N_("Look at it again, then make the change."),
    ),
    "improvement_there": Sentence(
        N_("Improvement {number} is about that already."), N_("Find it on the board, and add what is new there.")
    ),
    "improvement_not_yours": Sentence(
        N_("That is for those who keep the follow-up."),
        N_("The one responsible may report it done; who proposed it may change their words until it is decided."),
    ),
    # ---- satisfaction
    "survey_grade": Sentence(N_("{value} is not a grade."), N_("A whole number from {lowest} to {highest}.")),
    "survey_no_grade": Sentence(N_("Neither question has a grade."), N_("Give one of the two at least.")),
    "survey_future": Sentence(N_("The day {day} is still to come."), N_("Give today or an earlier day.")),
    "survey_day": Sentence(N_("{value} is not a day in the mapping's format."), N_("As {format}: {example}.")),
    "survey_group": Sentence(
        N_("There is no answer group {value}."), N_("Give it another name under [groups] in the mapping.")
    ),
    "survey_agent": Sentence(
        N_("There is nobody called {value} at the desk."), N_("Name a login under [agents] in the mapping.")
    ),
    "survey_unknown": Sentence(N_("There is no answer {number}."), N_("`desk survey answers` lists them.")),
    "survey_columns": Sentence(
        N_("The first line does not name the columns in the usual way."),
        N_("Name day, attitude, knowledge, and if need be id, group and agent; or use --map MAP.toml."),
    ),
    "mapping_grades": Sentence(N_("No column has grades."), N_("Name attitude, knowledge, or both.")),
    # ---- service measurements
    "measurement_unknown": Sentence(
        N_("There is no service measurement {number}."), N_("`desk measurements list` lists them.")
    ),
    "measurement_known": Sentence(N_("There is a measurement of that name already."), N_("Choose another name.")),
    "measurement_future": Sentence(N_("The day {day} is still to come."), N_("Give today or an earlier day.")),
    "measurement_unwritten": Sentence(
        N_("A measurement counts as handled when its analysis and its actions are written."),
        N_("Missing: {missing}."),
    ),
    "measurement_handled": Sentence(
        N_("The measurement is handled; its analysis and actions stay written."), N_("Write another text instead.")
    ),
    "measurement_handled_already": Sentence(N_("The measurement is handled already."), N_("There is nothing to do.")),
    "measurement_changed": Sentence(
        N_("Somebody else has written there meanwhile."),
        N_("Leave with Esc, and what you wrote is kept; read theirs, and save again."),
    ),
    # ---- the annual wheel
    "wheel_rule": Sentence(
        N_("That does not say when."),
        N_(
            "Write it as: second Tuesday each month, first working day of the tertial, last working day of the month,"
            " 15 March each year, every Monday, every other week on Thursday; add “or the working day before” (after)"
            " where a day off moves. Or RRULE:…"
        ),
    ),
    "wheel_rrule": Sentence(
        N_("That is not a rule of whole days by RFC 5545."),
        N_("Write it as RRULE:FREQ=MONTHLY;BYDAY=2TU; a last day is given by itself, not as UNTIL."),
    ),
    "wheel_never": Sentence(N_("That day never comes."), N_("Check the numbers, and the first and last day.")),
    "wheel_days": Sentence(N_("The date's days cannot be."), N_("From a day on, to one between {first} and {last}.")),
    "wheel_window": Sentence(
        N_("Those days cannot be shown."), N_("At most {years} years, between {first} and {last}.")
    ),
    "wheel_unknown": Sentence(N_("There is no date {number} in the wheel."), N_("`desk wheel list` names them.")),
    "wheel_no_day": Sentence(N_("The date does not come on that day."), N_("Near it: {allowed}.")),
    "wheel_not_done": Sentence(N_("That day has not been marked done."), N_("There is nothing to take back.")),
    "wheel_rests": Sentence(N_("“{title}” comes no more."), N_("Add it anew.")),
    "wheel_started": Sentence(N_("The suggested dates are all in the wheel."), N_("Change those that are there.")),
    # ---- steering documents
    "document_unknown": Sentence(N_("There is no document {number}."), N_("`desk documents list` names them.")),
    "document_title_taken": Sentence(N_("There is a document of that title."), N_("Write a new version of it.")),
    "document_changed": Sentence(
        N_("{name} has written version {version} meanwhile."), N_("See what differs, then save yours as the next one.")
    ),
    "document_empty": Sentence(N_("The document has no text."), N_("Write it first.")),
    "document_decided": Sentence(
        N_("Version {version} was decided on {day}."), N_("Write a new version, and decide that.")
    ),
    "document_not_decided": Sentence(N_("The document has not been decided."), N_("Say by whom and when it is.")),
    "document_decided_later": Sentence(
        N_("A document is decided today at the latest."), N_("Give the day of the decision.")
    ),
    "document_review_past": Sentence(
        N_("The next review lies before today."), N_("Give the day on which it is looked at again.")
    ),
    "document_rests": Sentence(N_("“{title}” is no longer in force."), N_("Wake it first.")),
    "document_version_unknown": Sentence(N_("There is no version {version}."), N_("There are {allowed}.")),
    # ---- dialogues
    "dialogue_unknown": Sentence(N_("There is no dialogue {number}."), N_("`desk dialogues list` names them.")),
    "dialogue_changed": Sentence(
        N_("Somebody else changed the dialogue meanwhile."), N_("Read it again, then make the change.")
    ),
    "decision_unknown": Sentence(
        N_("There is no decision {number}."), N_("`desk dialogues show` names those of a dialogue.")
    ),
    "decision_over": Sentence(N_("The decision was done or dropped on {day}."), N_("Decide anew.")),
    "decision_on_board": Sentence(N_("The decision is improvement {number}."), N_("See it on the board.")),
    "decision_why": Sentence(N_("What is dropped needs a reason."), N_("Write why.")),
    # ---- texts of reports
    "text_changed": Sentence(
        N_("Somebody else has written the text meanwhile."), N_("Read it, then write yours into it.")
    ),
    "span_not_begun": Sentence(N_("That span has not begun."), N_("Choose one that began by {today}.")),
    # ---- staffing and telephone
    "staffing_away_more": Sentence(
        N_("More are away than were planned."), N_("At most {planned}; those who are away count as planned.")
    ),
    "staffing_hourly_more": Sentence(
        N_("More hourly staff than were present."), N_("At most {present}; hourly staff count as present.")
    ),
    "staffing_day": Sentence(N_("Nobody plans for that day."), N_("Give a day until {last}.")),
    "staffing_same_week": Sentence(N_("That is the same week."), N_("Name another week to copy from.")),
    "staffing_nothing_planned": Sentence(N_("Nothing is planned in week {week}."), N_("Name another week.")),
    "staffing_reason": Sentence(N_("That is not a reason and a number."), N_("Write it as sick_short=1.")),
    "staffing_column": Sentence(
        N_("The file has no column {column}."), N_("Its first line names the columns: day, group, planned.")
    ),
    "staffing_column_unknown": Sentence(N_("The column {column} is not known."), N_("Choose from: {allowed}.")),
    "staffing_column_twice": Sentence(N_("The column {column} stands there twice."), N_("Leave one of them out.")),
    "staffing_twice": Sentence(N_("That day of the group stands on line {line} too."), N_("Leave one of them out.")),
    "staffing_encoding": Sentence(N_("The file is not written in UTF-8."), N_("Save it as CSV in UTF-8.")),
    "heat_one_of": Sentence(N_("A group or an agent, not both."), N_("Leave out --group or --agent.")),
    "invalid_share": Sentence(N_("That is not a share."), N_("Write it as 80 % or 0.8.")),
    "need_load": Sentence(N_("There is no load to reckon with."), N_("Give --calls and --talk, or --span.")),
    "need_one_of": Sentence(N_("A load or a span, not both."), N_("Leave out --calls and --talk, or --span.")),
    # ---- reports that are issued, and how they are printed
    "span_of_other_sort": Sentence(N_("That span is no {sort} report's."), N_("Write it such as {example}.")),
    "issued_unknown": Sentence(N_("There is no issued report {number}."), N_("`desk report issued list` names them.")),
    "issued_damaged": Sentence(
        N_("Issued report {number} is not what was kept."), N_("Restore the database from a backup.")
    ),
    "issued_other_report": Sentence(
        N_("The two are not issues of the same report."), N_("Report {number} is {report}; name another issue of it.")
    ),
    "recipient_unknown": Sentence(N_("There is no recipient {number}."), N_("`desk recipients list` names them.")),
    "recipient_known": Sentence(N_("{name} is a recipient already."), ""),
    "typst_missing": Sentence(
        N_("PDF cannot be written: the library typst is not installed."), N_("Install it: pip install typst.")
    ),
    "xlsxwriter_missing": Sentence(
        N_("Excel cannot be written: the library XlsxWriter is not installed."),
        N_("Install it: pip install XlsxWriter."),
    ),
}
