"""Every action once: its id, keys, words and place. Bindings, footer, palette and help page follow.

Light on purpose: it is imported before the first paint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from desk.words import N_, _

if TYPE_CHECKING:
    from textual.binding import BindingType

Where = Literal[
    "any", "desk", "form", "case", "search", "reports", "deviations", "goals", "telephone", "staffing", "satisfaction",
    "measurements", "demand", "feedback", "board", "calendar", "documents", "dialogues", "issued", "wall", "access",
    "admin", "keys",
]  # fmt: skip


class Action(NamedTuple):
    """One thing that a key does.

    Attributes:
        id: Its stable name, which settings use to give it another key.
        keys: Textual key names; the first is the one shown.
        action: The Textual action, an ``action_…`` method of the screen (or of the app, with ``app.``).
        label: One or two words for the footer, untranslated.
        help: One sentence, untranslated.
        where: The screen it belongs to; ``any`` works everywhere.
        footer: Its place in the footer, 1 first; 0 keeps it out.
        local: It reaches the machine's own files: not offered in a session over SSH.
    """

    id: str
    keys: tuple[str, ...]
    action: str
    label: str
    help: str
    where: Where
    footer: int = 0
    local: bool = False


def _register(name: str, digit: str, kind: str, label: str, text: str) -> Action:
    return Action(f"desk.{name}", (digit,), f"register('{kind}')", label, text, "desk")


# fmt: off
ACTIONS: tuple[Action, ...] = (
    # ---- desk: digits register, letters go places
    _register("visit", "1", "visit", N_("Visit"), N_("Register a visit.")),
    _register("call", "2", "phone", N_("Call"), N_("Register a call.")),
    _register("email", "3", "email", N_("E-mail"), N_("Register an e-mail.")),
    _register("bus_card", "4", "bus_card", N_("Bus card"), N_("Register a bus card.")),
    _register("parking_permit", "5", "parking_permit", N_("Parking permit"),
           N_("Register a parking permit.")),
    _register("feedback", "6", "feedback", N_("Feedback"),
           N_("Register a complaint, praise or a suggestion.")),
    _register("other", "7", "other", N_("Other"), N_("Register anything else.")),
    Action("desk.open", ("enter",), "open_case", N_("Open"),
           N_("Open the case under the cursor."), "desk", 1),
    Action("desk.search", ("slash", "divide"), "search", N_("Search"),
           N_("Search by reference, name, telephone, card or words."), "desk", 2),
    Action("desk.reports", ("r",), "reports", N_("Follow-up"),
           N_("See the week's figures."), "desk", 3),
    Action("desk.again", ("full_stop", "decimal"), "again", N_("Same again"),
           N_("Register the last contact once more: topic, channel and outcome, never the person."), "desk", 4),
    Action("desk.admin", ("a",), "admin", N_("Administration"),
           N_("Look after people, their keys and PINs; for the auditor, the access log."), "desk"),
    Action("desk.board", ("t",), "go('board')", N_("Board"), N_("Go to the improvement board."), "desk"),
    Action("desk.calendar", ("k",), "go('calendar')", N_("Calendar"),
           N_("See the annual wheel, and what falls due."), "desk"),
    Action("desk.drafts", ("d",), "drafts", N_("Drafts"),
           N_("Go on with a form that was left."), "desk", 5),
    Action("desk.annul_last", ("ctrl+z",), "annul_last", N_("Annul last"),
           N_("Annul the case registered last; the reason is asked for."), "desk", 6),
    Action("desk.scope_next", ("right", "h"), "scope(1)", N_("Mine, group, all"),
           N_("Show the cases of more people."), "desk"),
    Action("desk.scope_previous", ("left",), "scope(-1)", N_("Mine, group, all"),
           N_("Show the cases of fewer people."), "desk"),
    # ---- form
    Action("form.next", ("tab", "enter"), "next_field", N_("Next"), N_("Go to the next field."), "form"),
    Action("form.previous", ("shift+tab",), "previous_field", N_("Back"),
           N_("Go to the field before."), "form"),
    Action("form.save", ("ctrl+s",), "save", N_("Save"), N_("Save and close the form."), "form", 1),
    Action("form.leave", ("escape",), "leave", N_("Leave"),
           N_("Leave the form; what was typed is kept as a draft."), "form", 2),
    Action("form.save_open", ("ctrl+o",), "save_open", N_("Open case"),
           N_("Save as an open case, to be worked on."), "form", 3),
    Action("form.time", ("ctrl+t",), "change_time", N_("Change time"),
           N_("Say when the contact came in."), "form", 4),
    # ---- case
    Action("case.step", ("s",), "step", N_("Next step"), N_("Take the case's next step."), "case", 1),
    Action("case.note", ("n",), "note", N_("Note"), N_("Write a note."), "case", 2),
    Action("case.outcome", ("o",), "outcome", N_("Outcome"),
           N_("Close the case with an outcome."), "case", 3),
    Action("case.take_over", ("m",), "take_over", N_("Take over"), N_("Make the case yours."), "case", 4),
    Action("case.forward", ("f",), "forward", N_("Forward"),
           N_("Hand the case to a department or person."), "case", 5),
    Action("case.park", ("u",), "park", N_("Until"), N_("Park the case until a day."), "case", 6),
    Action("case.correct", ("c",), "correct", N_("Correct"),
           N_("Correct a field; both values are kept."), "case", 7),
    Action("case.reveal", ("v",), "reveal", N_("Show person"),
           N_("Show the masked personal data; that it was shown is logged."), "case", 8),
    Action("case.annul", ("x",), "annul", N_("Annul"),
           N_("Annul the case: it keeps its reference and leaves every figure."), "case"),
    Action("case.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "case", 9),
    # ---- search
    Action("search.open", ("enter",), "open_case", N_("Open"),
           N_("Open the case under the cursor."), "search", 1),
    Action("search.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "search", 2),
    # ---- reports
    Action("reports.previous", ("left",), "span(-1)", N_("Earlier"),
           N_("The week or longer span before."), "reports", 1),
    Action("reports.next", ("right",), "span(1)", N_("Later"), N_("The week or longer span after."), "reports", 2),
    Action("reports.week", ("v",), "pick_week", N_("Week"),
           N_("Go to a week by its number; or to a month, tertial, half-year or year."), "reports", 3),
    Action("reports.longer", ("l",), "longer(1)", N_("Span"),
           N_("Week, month, tertial, half-year, year around where you are."), "reports", 4),
    Action("reports.shorter", ("L",), "longer(-1)", N_("Span"),
           N_("The same the other way round."), "reports"),
    Action("reports.cumulative", ("c",), "from_new_year", N_("From new year"),
           N_("The same span from the year's beginning; once more: alone."), "reports"),
    Action("reports.export", ("x",), "export", N_("Export"), N_("Write the report to a file."), "reports", 6,
           local=True),
    Action("reports.level", ("tab",), "level(1)", N_("Level"),
           N_("The whole desk, its groups, or its people."), "reports", 7),
    Action("reports.level_back", ("shift+tab",), "level(-1)", N_("Level"),
           N_("The whole desk, its groups, or its people."), "reports"),
    Action("reports.wall", ("w",), "go('wall')", N_("Wall"), N_("Show the week big, for a monitor."), "reports"),
    Action("reports.deviations", ("d",), "deviations", N_("Deviations"),
           N_("See what falls short of its goal, and write its cause and action."), "reports", 5),
    Action("reports.goals", ("g",), "go('goals')", N_("Goals"),
           N_("See and set goals, and what is done to reach them."), "reports"),
    Action("reports.telephone", ("h",), "go('telephone')", N_("Telephone"),
           N_("See calls by hour and weekday, and how many people they need."), "reports"),
    Action("reports.staffing", ("s",), "go('staffing')", N_("Staffing"),
           N_("See and write how many are planned and present, beside the answer rate."), "reports"),
    Action("reports.satisfaction", ("n",), "go('satisfaction')", N_("Satisfaction"),
           N_("See and write what people answered about attitude and knowledge."), "reports"),
    Action("reports.measurements", ("m",), "go('measurements')", N_("Measurements"),
           N_("See service measurements, and write their analysis and actions."), "reports"),
    Action("reports.demand", ("f",), "go('demand')", N_("Failure demand"),
           N_("See what causes unnecessary contacts, and make improvements of it."), "reports"),
    Action("reports.feedback", ("b",), "go('feedback')", N_("Feedback"),
           N_("See citizens' views by department."), "reports"),
    Action("reports.board", ("t",), "go('board')", N_("Board"), N_("Go to the improvement board."), "reports"),
    Action("reports.calendar", ("k",), "go('calendar')", N_("Calendar"),
           N_("See the annual wheel, and what falls due."), "reports"),
    Action("reports.documents", ("o",), "go('documents')", N_("Steering documents"),
           N_("Read and write the mission, goals and rules of the service."), "reports"),
    Action("reports.dialogues", ("i",), "go('dialogues')", N_("Dialogues"),
           N_("See what dialogues with departments decided."), "reports"),
    Action("reports.issue", ("u",), "go('issued')", N_("Issue"),
           N_("Write the analysis, issue the report, and see those that were issued."), "reports"),
    Action("reports.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "reports", 8),
    # ---- deviations
    Action("deviations.open", ("enter",), "open_one", N_("Explain"),
           N_("Write the cause and the action of the deviation under the cursor, or read them."), "deviations", 1),
    Action("deviations.explain", ("c",), "open_one", N_("Explain"),
           N_("Write the cause and the action of the deviation under the cursor, or read them."), "deviations"),
    Action("deviations.done", ("d",), "done", N_("Done"),
           N_("Say on which day the action was done."), "deviations", 2),
    Action("deviations.board", ("b",), "put_on_board", N_("To the board"),
           N_("Put the deviation on the improvement board."), "deviations", 3),
    Action("deviations.coach", ("o",), "coach", N_("Coaching"),
           N_("Say how far an individual's coaching has come."), "deviations", 6),
    Action("deviations.view", ("right", "h"), "view(1)", N_("View"),
           N_("Go between the open deviations, all of them, and the causes counted over time."), "deviations", 4),
    Action("deviations.view_back", ("left",), "view(-1)", N_("View"),
           N_("Go between the open deviations, all of them, and the causes counted over time."), "deviations"),
    Action("deviations.level", ("tab",), "level(1)", N_("Level"),
           N_("Every level, the whole desk, its groups, or its people."), "deviations", 7),
    Action("deviations.level_back", ("shift+tab",), "level(-1)", N_("Level"),
           N_("Every level, the whole desk, its groups, or its people."), "deviations"),
    Action("deviations.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "deviations", 5),
    # ---- goals
    Action("goals.change", ("enter",), "change", N_("Change"),
           N_("Correct the goal or the activity under the cursor; one of Desk's own goals is decided."), "goals", 1),
    Action("goals.add", ("n",), "add", N_("New goal"), N_("Set a goal that was decided."), "goals", 2),
    Action("goals.activity", ("a",), "add_activity", N_("New activity"),
           N_("Plan an activity for the goal under the cursor."), "goals", 3),
    Action("goals.done", ("d",), "done", N_("Done"), N_("Say on which day the activity was done."), "goals", 4),
    Action("goals.end", ("x",), "end", N_("End"),
           N_("End the goal under the cursor or take it back; of an activity: it is not done after all."), "goals", 5),
    Action("goals.other", ("tab", "shift+tab"), "other_list", N_("Activities"),
           N_("Go between the goals and the activities of the goal under the cursor."), "goals", 7),
    Action("goals.view", ("right", "h"), "view", N_("View"),
           N_("Show the goals that hold today, or every goal ever decided."), "goals", 8),
    Action("goals.view_back", ("left",), "view", N_("View"),
           N_("Show the goals that hold today, or every goal ever decided."), "goals"),
    Action("goals.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "goals", 6),
    # ---- telephone
    Action("telephone.previous", ("left",), "span(-1)", N_("Earlier"), N_("The span before."), "telephone", 1),
    Action("telephone.next", ("right", "h"), "span(1)", N_("Later"), N_("The span after."), "telephone", 2),
    Action("telephone.figure", ("f",), "figure(1)", N_("Figure"),
           N_("Another figure: answer rate, wait, calls, people needed and planned …"), "telephone", 3),
    Action("telephone.figure_back", ("F",), "figure(-1)", N_("Figure"), N_("The figure before."), "telephone"),
    Action("telephone.pick_figure", ("enter",), "pick_figure", N_("Choose figure"),
           N_("Choose among all figures."), "telephone"),
    Action("telephone.group", ("tab",), "group(1)", N_("Group"), N_("The whole desk, then each answer group."),
           "telephone", 4),
    Action("telephone.group_back", ("shift+tab",), "group(-1)", N_("Group"),
           N_("The whole desk, then each answer group."), "telephone"),
    Action("telephone.sort", ("v",), "pick_sort", N_("Span"),
           N_("Choose weeks, months, tertials, half-years or years."), "telephone", 5),
    Action("telephone.need", ("n",), "need", N_("People needed"),
           N_("Reckon how many people a load needs."), "telephone", 6),
    Action("telephone.person", ("p",), "person", N_("Individual"),
           N_("Look at one person's calls; your own, where you see nobody else's."), "telephone", 7),
    Action("telephone.staffing", ("s",), "go('staffing')", N_("Staffing"),
           N_("See and write how many are planned and present, beside the answer rate."), "telephone", 8),
    Action("telephone.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "telephone", 9),
    # ---- staffing
    Action("staffing.layer", ("tab",), "layer(1)", N_("Planned, present"),
           N_("What digits are typed into: planned, present, hourly staff."), "staffing", 1),
    Action("staffing.layer_back", ("shift+tab",), "layer(-1)", N_("Planned, present"),
           N_("What digits are typed into: planned, present, hourly staff."), "staffing"),
    Action("staffing.previous", ("comma", "pageup"), "week(-1)", N_("Earlier"), N_("The week before."), "staffing", 6),
    Action("staffing.next", ("full_stop", "pagedown"), "week(1)", N_("Later"), N_("The week after."), "staffing", 7),
    Action("staffing.week", ("v",), "pick_week", N_("Week"), N_("Go to a week by its number."), "staffing"),
    Action("staffing.copy", ("c",), "copy", N_("Copy last week"),
           N_("Plan the days that are empty as they were planned last week."), "staffing", 2),
    Action("staffing.as_planned", ("space",), "as_planned", N_("As expected"),
           N_("As many were present as were to be expected: planned, less away, and hourly staff."), "staffing", 3),
    Action("staffing.absent", ("a",), "absent", N_("Away"),
           N_("Write how many were away, by reason. Nobody is named."), "staffing", 4),
    Action("staffing.least", ("m",), "least", N_("Least"), N_("Set how many the group needs at least."), "staffing"),
    Action("staffing.clear", ("x",), "clear", N_("Take away"),
           N_("Take away what is written of the day."), "staffing"),
    Action("staffing.weekend", ("w",), "weekend", N_("Weekend"), N_("Show Saturday and Sunday."), "staffing"),
    Action("staffing.absence", ("o",), "absence", N_("Absence"),
           N_("See the whole desk's absence, with reasons only where they point at nobody."), "staffing"),
    Action("staffing.telephone", ("h",), "go('telephone')", N_("Telephone"),
           N_("See calls by hour and weekday, and how many people they need."), "staffing"),
    Action("staffing.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "staffing", 5),
    # ---- satisfaction
    Action("satisfaction.previous", ("left",), "span(-1)", N_("Earlier"),
           N_("The week or longer span before."), "satisfaction", 2),
    Action("satisfaction.next", ("right",), "span(1)", N_("Later"),
           N_("The week or longer span after."), "satisfaction", 3),
    Action("satisfaction.longer", ("l",), "longer(1)", N_("Span"),
           N_("Week, month, tertial, half-year, year around where you are."), "satisfaction", 4),
    Action("satisfaction.shorter", ("L",), "longer(-1)", N_("Span"), N_("The same the other way round."),
           "satisfaction"),
    Action("satisfaction.level", ("tab",), "level(1)", N_("Level"),
           N_("The whole desk, its groups, or its people."), "satisfaction", 5),
    Action("satisfaction.level_back", ("shift+tab",), "level(-1)", N_("Level"),
           N_("The whole desk, its groups, or its people."), "satisfaction"),
    Action("satisfaction.type", ("n",), "type_answers", N_("Enter answers"),
           N_("Enter answers, two digits each; the form stays open for the next one."), "satisfaction", 1),
    Action("satisfaction.answers", ("r",), "answers", N_("Correct answers"),
           N_("See the answers entered last, to correct one that was mistyped."), "satisfaction", 6),
    Action("satisfaction.open", ("enter",), "correct", N_("Correct"), N_("Correct the answer under the cursor."),
           "satisfaction", 1),
    Action("satisfaction.remove", ("x",), "remove", N_("Take out"),
           N_("Take the answer under the cursor out of every figure; the trail keeps it."), "satisfaction", 2),
    Action("satisfaction.take_back", ("ctrl+t",), "take_back", N_("Take back"),
           N_("Take the answer entered last out again."), "satisfaction", 1),
    Action("satisfaction.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."),
           "satisfaction", 7),
    # ---- service measurements
    Action("measurements.open", ("enter",), "open_one", N_("Open"), N_("Open the measurement under the cursor."),
           "measurements", 1),
    Action("measurements.add", ("n",), "add", N_("Add"), N_("Add a service measurement."), "measurements", 2),
    Action("measurements.better", ("b",), "set_result('better')", N_("Better"),
           N_("The comparison under the cursor came out better."), "measurements", 6),
    Action("measurements.same", ("s",), "set_result('same')", N_("Same"),
           N_("The comparison under the cursor came out the same."), "measurements", 7),
    Action("measurements.worse", ("w",), "set_result('worse')", N_("Worse"),
           N_("The comparison under the cursor came out worse."), "measurements", 8),
    Action("measurements.no_data", ("minus", "delete"), "set_result('no_data')", N_("No data"),
           N_("There is no data for the comparison under the cursor."), "measurements", 9),
    Action("measurements.analysis", ("a",), "write('analysis')", N_("Analysis"),
           N_("Write what the results mean."), "measurements", 3),
    Action("measurements.actions", ("d",), "write('actions')", N_("Actions"),
           N_("Write what is done because of them."), "measurements", 4),
    Action("measurements.handle", ("h",), "handle", N_("Handled"),
           N_("Say that it is handled, once its analysis and actions are written."), "measurements", 5),
    Action("measurements.change", ("e",), "change", N_("Change"),
           N_("Change its name, day and scope."), "measurements", 10),
    Action("measurements.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."),
           "measurements", 11),
    # ---- failure demand
    Action("demand.previous", ("left",), "span(-1)", N_("Earlier"), N_("The span before."), "demand", 2),
    Action("demand.next", ("right", "h"), "span(1)", N_("Later"), N_("The span after."), "demand", 3),
    Action("demand.sort", ("v",), "pick_sort", N_("Span"),
           N_("Choose weeks, months, tertials, half-years or years."), "demand", 5),
    Action("demand.view", ("tab",), "view(1)", N_("Table"),
           N_("Causes, departments, topics, or what cost most time."), "demand", 4),
    Action("demand.view_back", ("shift+tab",), "view(-1)", N_("Table"),
           N_("Causes, departments, topics, or what cost most time."), "demand"),
    Action("demand.improve", ("b",), "improve", N_("Improvement"),
           N_("Put the row under the cursor on the improvement board."), "demand", 1),
    Action("demand.narrow", ("enter",), "narrow", N_("Department"),
           N_("Look at the department under the cursor alone; once more, at all."), "demand", 6),
    Action("demand.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "demand", 7),
    # ---- feedback
    Action("feedback.open", ("enter",), "open_row", N_("Open"),
           N_("See the department under the cursor by itself."), "feedback", 1),
    Action("feedback.previous", ("left",), "span(-1)", N_("Earlier"), N_("The span before."), "feedback", 2),
    Action("feedback.next", ("right", "h"), "span(1)", N_("Later"), N_("The span after."), "feedback", 3),
    Action("feedback.sort", ("v",), "pick_sort", N_("Span"),
           N_("Choose weeks, months, tertials, half-years or years."), "feedback", 4),
    Action("feedback.text", ("e",), "write", N_("Write"),
           N_("Write what was done, for the department and the span."), "feedback", 5),
    Action("feedback.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "feedback", 6),
    # ---- improvement board
    Action("board.open", ("enter",), "open_card", N_("Open"), N_("Open the card under the cursor."), "board", 1),
    Action("board.move_back", ("less_than_sign",), "move(-1)", N_("Backward"),
           N_("Move the card to the column before."), "board", 2),
    Action("board.move_on", ("greater_than_sign",), "move(1)", N_("Onward"),
           N_("Move the card to the next column; what it needs there is asked for."), "board", 3),
    Action("board.new", ("n",), "new", N_("New"), N_("Propose an improvement."), "board", 4),
    Action("board.walk", ("w",), "walk", N_("Weekly walk"),
           N_("Go by the open cards one by one, those not seen this week first."), "board", 5),
    Action("board.status", ("s",), "status", N_("Status"), N_("Move the card to any column it may go to."), "board", 6),
    Action("board.due", ("d",), "due", N_("Date"), N_("Give the card another expected end date."), "board", 7),
    Action("board.note", ("a",), "note", N_("Note"), N_("Add a note to the card's history."), "board", 8),
    Action("board.change", ("c",), "change", N_("Change"), N_("Change what the card says."), "board", 10),
    Action("board.next_card", ("space",), "next_card", N_("Next card"),
           N_("In the weekly walk: this card has been seen; go to the next."), "board", 1),
    Action("board.card_before", ("backspace",), "card_before", N_("Card before"),
           N_("In the weekly walk: back to the card before."), "board", 12),
    Action("board.column_before", ("left",), "column(-1)", N_("Column"), N_("Go to the column before."), "board"),
    Action("board.next_column", ("right", "h"), "column(1)", N_("Column"), N_("Go to the next column."), "board"),
    Action("board.back", ("escape",), "back", N_("Leave"), N_("Back to where you came from."), "board", 9),
    # ---- calendar
    Action("calendar.open", ("enter",), "open", N_("Open"),
           N_("Go to what is under the cursor; of the wheel, open the date."), "calendar", 1),
    Action("calendar.done", ("d", "space"), "done", N_("Done"),
           N_("Mark the day under the cursor done, or take it back."), "calendar", 2),
    Action("calendar.add", ("n",), "add", N_("New date"), N_("Add a recurring date."), "calendar", 3),
    Action("calendar.previous", ("left",), "month(-1)", N_("Earlier"), N_("The month before."), "calendar", 4),
    Action("calendar.next", ("right",), "month(1)", N_("Later"), N_("The month after."), "calendar", 5),
    Action("calendar.year_before", ("less_than_sign",), "month(-12)", N_("Year before"),
           N_("The same month a year before."), "calendar"),
    Action("calendar.year_after", ("greater_than_sign",), "month(12)", N_("Year after"),
           N_("The same month a year after."), "calendar"),
    Action("calendar.today", ("i",), "this_month", N_("This month"), N_("Back to the month that is now."), "calendar",
           7),
    Action("calendar.rest", ("x",), "rest", N_("Comes no more"),
           N_("Let the date under the cursor come no more; its earlier days stay."), "calendar", 8),
    Action("calendar.start", ("s",), "start", N_("Suggested dates"),
           N_("Begin with the dates that fit what the audits ask."), "calendar", 9),
    Action("calendar.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "calendar", 6),
    # ---- steering documents
    Action("documents.open", ("enter",), "open", N_("Read"), N_("Read the document under the cursor."), "documents", 1),
    Action("documents.add", ("n",), "add", N_("New document"),
           N_("Begin a document, with headings to write under."), "documents", 2),
    Action("documents.write", ("e",), "write", N_("Write"), N_("Write the document's next version."), "documents", 3),
    Action("documents.decide", ("b",), "decide", N_("Decided"),
           N_("Say who decided the latest version, and when."), "documents", 4),
    Action("documents.review", ("g",), "review", N_("Reviewed"),
           N_("Say that it was looked at and stands, and when it is looked at next."), "documents", 5),
    Action("documents.older", ("left",), "version(-1)", N_("Older"), N_("The version before."), "documents", 6),
    Action("documents.newer", ("right",), "version(1)", N_("Newer"), N_("The version after."), "documents", 7),
    Action("documents.differences", ("d",), "differences", N_("Differences"),
           N_("What differs from the version before, or the text again."), "documents", 8),
    Action("documents.rest", ("x",), "rest", N_("Out of use"),
           N_("Take the document out of use, or into it again."), "documents", 10),
    Action("documents.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "documents", 9),
    # ---- dialogues
    Action("dialogues.open", ("enter",), "open", N_("Open"),
           N_("Open the dialogue or change the decision under the cursor."), "dialogues", 1),
    Action("dialogues.add", ("n",), "add", N_("New dialogue"), N_("Write down a dialogue with a department."),
           "dialogues", 2),
    Action("dialogues.decide", ("b",), "decide", N_("Decision"), N_("Write down what was decided."), "dialogues", 3),
    Action("dialogues.done", ("d",), "done", N_("Done"),
           N_("Say that the decision under the cursor was done, and what came of it."), "dialogues", 4),
    Action("dialogues.improve", ("t",), "improve", N_("To the board"),
           N_("Make an improvement of the decision under the cursor."), "dialogues", 5),
    Action("dialogues.change", ("e",), "change", N_("Change"), N_("Change what is written of the dialogue."),
           "dialogues", 6),
    Action("dialogues.report", ("r",), "report", N_("Figures"),
           N_("The department's own figures for what was looked at."), "dialogues", 7),
    Action("dialogues.drop", ("x",), "drop", N_("Drop"),
           N_("Say that the decision under the cursor will not be done, and why."), "dialogues", 9),
    Action("dialogues.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "dialogues", 8),
    # ---- reports that were issued
    Action("issued.previous", ("left",), "span(-1)", N_("Earlier"), N_("The span before."), "issued", 5),
    Action("issued.next", ("right",), "span(1)", N_("Later"), N_("The span after."), "issued", 6),
    Action("issued.sort", ("v",), "pick_sort", N_("Report"), N_("Choose which report: week, tertial, year."),
           "issued", 7),
    Action("issued.department", ("d",), "pick_department", N_("Department"),
           N_("The report of one department, or of the whole desk."), "issued", 10),
    Action("issued.write", ("w",), "write", N_("Analysis"), N_("Write the report's analysis."), "issued", 1),
    Action("issued.preview", ("p",), "preview", N_("Preview"), N_("Read the report as it would be issued now."),
           "issued", 2),
    Action("issued.issue", ("i",), "issue", N_("Issue"),
           N_("Issue the report: it is kept as it is now, for good."), "issued", 3),
    Action("issued.open", ("enter",), "open", N_("Read"),
           N_("Read the issued report under the cursor, as it was issued."), "issued", 4),
    Action("issued.compare", ("c",), "compare", N_("Compare"),
           N_("See what has changed since the report under the cursor was issued."), "issued", 8),
    Action("issued.recipients", ("m",), "recipients", N_("Recipients"),
           N_("See and change to whom reports of this sort go."), "issued", 9),
    Action("issued.export", ("x",), "export", N_("Export"),
           N_("Write the report to a file: PDF, Excel, text, CSV or JSON."), "issued", 11, local=True),
    Action("issued.add", ("n",), "add", N_("Add"), N_("Add a recipient."), "issued", 12),
    Action("issued.remove", ("r",), "remove", N_("Remove"), N_("Take the recipient under the cursor away."),
           "issued", 13),
    Action("issued.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "issued", 14),
    # ---- the wall
    Action("wall.back", ("escape",), "back", N_("Back"), N_("Leave the wall."), "wall", 1),
    # ---- access log
    Action("access.open", ("enter",), "open_entry", N_("Show"), N_("Show the whole entry."), "access", 1),
    Action("access.view", ("right", "h"), "view(1)", N_("Other log"),
           N_("Go between what was opened and what was done to the desk."), "access", 2),
    Action("access.view_back", ("left",), "view(-1)", N_("Other log"),
           N_("Go between what was opened and what was done to the desk."), "access"),
    Action("access.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "access", 3),
    # ---- administration
    Action("admin.change", ("enter",), "change", N_("Change"),
           N_("Change the name, role or answer group of the person under the cursor."), "admin", 1),
    Action("admin.add", ("n",), "add", N_("Add"), N_("Add a person."), "admin", 2),
    Action("admin.keys", ("k",), "keys", N_("SSH keys"),
           N_("See, add and withdraw the person's keys for sessions over SSH."), "admin", 3),
    Action("admin.rest", ("r",), "rest", N_("Rest, wake"),
           N_("Put the person to rest: no more logging in; or let one who rests log in again."), "admin", 4),
    Action("admin.clear_pin", ("p",), "clear_pin", N_("Clear PIN"),
           N_("Clear the person's PIN; a new one is chosen at the next start."), "admin", 5),
    Action("admin.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "admin", 6),
    # ---- a person's keys
    Action("keys.show", ("enter",), "show_key", N_("Show"), N_("Show the whole key under the cursor."), "keys", 1),
    Action("keys.add", ("n",), "add", N_("Add"), N_("Add a key by pasting it."), "keys", 2),
    Action("keys.add_file", ("f",), "add_file", N_("From file"), N_("Add a key from a file."), "keys", 3,
           local=True),
    Action("keys.withdraw", ("x",), "withdraw", N_("Withdraw"),
           N_("Withdraw the key under the cursor: nobody logs in with it any more."), "keys", 4),
    Action("keys.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "keys", 5),
    # ---- anywhere
    Action("any.help", ("question_mark", "f1"), "app.help", N_("Help"), N_("Show all keys."), "any", 20),
    Action("any.palette", ("ctrl+p",), "app.command_palette", N_("Commands"),
           N_("Find anything that can be done, by its name."), "any", 21),
    Action("any.lock", ("ctrl+l",), "app.lock", N_("Lock"),
           N_("Lock the session; your PIN opens it again, as it was."), "any"),
    Action("any.quit", ("ctrl+q",), "app.quit", N_("Quit"), N_("Leave Desk."), "any", 22),
)
# fmt: on

PLACES: Mapping[Where, str] = {
    "desk": N_("Desk"),
    "form": N_("Form"),
    "case": N_("Case"),
    "search": N_("Search"),
    "reports": N_("Follow-up"),
    "deviations": N_("Deviations"),
    "goals": N_("Goals"),
    "telephone": N_("Telephone"),
    "staffing": N_("Staffing"),
    "satisfaction": N_("Satisfaction"),
    "measurements": N_("Service measurements"),
    "demand": N_("Failure demand"),
    "feedback": N_("Feedback"),
    "board": N_("Board"),
    "calendar": N_("Calendar"),
    "documents": N_("Steering documents"),
    "dialogues": N_("Dialogues"),
    "issued": N_("Issued reports"),
    "wall": N_("Wall"),
    "access": N_("Access log"),
    "admin": N_("Administration"),
    "keys": N_("A person's keys"),
    "any": N_("Anywhere"),
}

RESERVED = frozenset({"ctrl+h", "ctrl+i", "ctrl+m", "ctrl+j", "ctrl+b", "ctrl+a", "ctrl+c", "ctrl+at"})
"""On old terminals these are Backspace, Tab and Enter; tmux and screen take ctrl+b and ctrl+a."""

_BY_ID = {each.id: each for each in ACTIONS}

_SIGNS = {
    "enter": "↵",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "⇧Tab",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "slash": "/",
    "full_stop": ".",
    "question_mark": "?",
    "comma": ",",
    "minus": "-",
    "plus": "+",
    "space": "␣",
    "backspace": "⌫",
    "less_than_sign": "<",
    "greater_than_sign": ">",
}


def action(name: str) -> Action:
    """Return the action with this id. Raises KeyError where there is none."""
    return _BY_ID[name]


def is_local(name: str) -> bool:
    """Whether the action with this id is not offered in a session over SSH."""
    return name in _BY_ID and _BY_ID[name].local


def without_local(keymap: Mapping[str, str] | None = None) -> dict[str, str]:
    """A keymap for the footer and the help page of a session over SSH: what is not offered there has no key."""
    return {**(keymap or {}), **{each.id: "" for each in ACTIONS if each.local}}


def actions_in(*wanted: str) -> tuple[Action, ...]:
    """The actions named, in the table's order; each of ``wanted`` is a place (``desk``) or an id."""
    return tuple(each for each in ACTIONS if each.where in wanted or each.id in wanted)


def bindings(*wanted: str) -> list[BindingType]:
    """Textual bindings for places or ids, each with its id and tooltip, only Lock and Quit with priority.

    The words are those of the language spoken when this is called.
    """
    from textual.binding import Binding

    return [
        Binding(
            ",".join(each.keys),
            each.action,
            _(each.label),
            show=each.footer > 0,
            key_display=shown(each.keys[0]),
            tooltip=_(each.help),
            priority=each.id in ("any.lock", "any.quit"),
            id=each.id,
        )
        for each in actions_in(*wanted)
    ]


# ------------------------------------------------------------------ words about keys


class Hint(NamedTuple):
    """One entry of the footer: the key as shown, its word, and the action it stands for."""

    key: str
    label: str
    id: str

    def __str__(self) -> str:
        return f"{self.key} {self.label}"


class Row(NamedTuple):
    """One row of the help page."""

    key: str
    label: str
    help: str


class Section(NamedTuple):
    """One place on the help page, with its keys."""

    title: str
    rows: tuple[Row, ...]


def hints(where: Where, keymap: Mapping[str, str] | None = None, width: int = 0) -> tuple[Hint, ...]:
    """The footer of a place, the most needed first; with a ``width`` in cells, only those that fit.

    Help and the palette are kept before others, so that everything else can be found.
    """
    offered = (each for each in actions_in(where, "any") if each.footer and _offered(each, keymap))
    ranked = sorted(offered, key=lambda each: each.footer)
    every = [Hint(key_of(each, keymap), _(each.label), each.id) for each in ranked]
    if width <= 0:
        return tuple(every)
    while every and sum(len(str(hint)) + 2 for hint in every) - 2 > width:
        every.pop(_least_needed(every))
    return tuple(every)


def _least_needed(every: list[Hint]) -> int:
    ids = [hint.id for hint in every]
    if "any.quit" in ids:
        return ids.index("any.quit")
    own = [place for place, name in enumerate(ids) if not name.startswith("any.")]
    return own[-1] if len(own) > 1 else len(ids) - 1


def help_page(keymap: Mapping[str, str] | None = None, first: Where | None = None) -> tuple[Section, ...]:
    """Every action with its key and sentence, place by place; the place one is in comes first."""
    return tuple(
        Section(
            _(title),
            tuple(
                Row(key_of(each, keymap), _(each.label), _(each.help))
                for each in ACTIONS
                if each.where == where and _offered(each, keymap)
            ),
        )
        for where, title in sorted(PLACES.items(), key=lambda each: each[0] != first)
    )


def _offered(each: Action, keymap: Mapping[str, str] | None) -> bool:
    return (keymap or {}).get(each.id) != ""


def shown(key: str) -> str:
    """A key as one reads it: ``ctrl+s`` is ``^S``, ``enter`` is ``↵``."""
    if key in _SIGNS:
        return _SIGNS[key]
    if key.startswith("ctrl+") and key.count("+") == 1:
        return "^" + shown(key.removeprefix("ctrl+")).upper()
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key


def key_of(each: Action, keymap: Mapping[str, str] | None = None) -> str:
    """The key of an action as one reads it, with keys of one's own."""
    chosen = (keymap or {}).get(each.id)
    return shown(chosen.split(",")[0].strip() if chosen else each.keys[0])


# ------------------------------------------------------------------ keys of one's own


def checked_keymap(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the keymap for ``App.set_keymap`` from a settings table (action id to key).

    Raises:
        Refused: an unknown action, a key that terminals keep for themselves, one that would be typed into a
            field, or one that already does something else in the same place.
    """
    from desk.rules.refusals import refuse

    for name, keys in wanted.items():
        if name not in _BY_ID:
            refuse("key_action_unknown", "keys", action=name)
        for key in _split(keys):
            if key in RESERVED or (len(key) == 1 and _BY_ID[name].where == "form"):
                refuse("key_reserved", f"keys.{name}", key=key)
    taken: dict[tuple[str, str], str] = {}
    for each in ACTIONS:
        for key in _split(wanted[each.id]) if each.id in wanted else each.keys:
            for where in _overlapping(each.where):
                other = taken.setdefault((where, _long(key)), each.id)
                if other != each.id:
                    refuse("key_taken", f"keys.{each.id}", key=key, other=other)
    return dict(wanted)


def _split(keys: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in keys.split(",") if key.strip()) or (",",)


def _long(key: str) -> str:
    return next((name for name, sign in _SIGNS.items() if sign == key), key)


def _overlapping(where: Where) -> Iterable[str]:
    return PLACES if where == "any" else (where,)
