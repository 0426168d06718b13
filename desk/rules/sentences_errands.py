"""What the errands refuse: the part of :mod:`desk.rules.sentences` about kinds, the house, bookings and registers."""

from __future__ import annotations

from desk.rules.sentence import Sentence
from desk.words import N_

ERRANDS: dict[str, Sentence] = {
    # ---- simple kinds: land use, debt advice, telephony, post, visitors
    "ends_before_begins": Sentence(N_("The end lies before the beginning."), N_("At the earliest {first}.")),
    "conditions_of_other_opinion": Sentence(
        N_("That opinion has no conditions."), N_("Choose the opinion {opinion}, or take the conditions away.")
    ),
    "opinion_missing": Sentence(
        N_("The opinion is missing."), N_("Say whether it is recommended, with conditions, or advised against.")
    ),
    "conditions_missing": Sentence(
        N_("The conditions are missing."), N_("Write what the opinion asks for, or choose another opinion.")
    ),
    "booked_on_missing": Sentence(N_("The day of the meeting is missing."), N_("Fill in the day that was booked.")),
    "request_missing": Sentence(
        N_("It is not said what was ordered."),
        N_("Choose a new subscription, an alteration, a termination or a fault."),
    ),
    "employee_missing": Sentence(N_("The employee is missing."), N_("Fill in whose telephone it is.")),
    "recipient_missing": Sentence(N_("The recipient is missing."), N_("Fill in to whom it goes.")),
    "time_in_future": Sentence(N_("That time is still to come."), N_("At the latest now.")),
    "left_before_arrived": Sentence(N_("The visitor would have gone out before coming in."), N_("Check both times.")),
    "visitor_still_in": Sentence(
        N_("The visitor is still in the house."), N_("Let them out first (step out), or fill in when they went.")
    ),
    # ---- the house
    "not_of_the_house": Sentence(
        N_("That case is neither a visitor nor post."), N_("Open the case, and take its next step there.")
    ),
    # ---- bookings, pool and weddings
    "resource_unknown": Sentence(N_("There is nothing to book called {name}."), N_("Nearest: {allowed}.")),
    "resource_known": Sentence(N_("There is one called {name} already."), N_("Give it another name.")),
    "resource_missing": Sentence(N_("There is no such item."), N_("`desk pool list --all` lists them with numbers.")),
    "resource_taken": Sentence(
        N_("{name} is taken from {begins} until {ends} by {reference}."), N_("Choose another time. Free then: {free}.")
    ),
    "resource_out": Sentence(
        N_("{name} is out of service from {begins} until {ends}."), N_("Choose another time. Free then: {free}.")
    ),
    "resource_rested": Sentence(N_("{name} is not booked any more."), N_("Choose another. Free then: {free}.")),
    "resource_still_out": Sentence(
        N_("{name} is not back yet: {reference} should have returned it {ends}."),
        N_("Take it back first, or choose another. Free then: {free}."),
    ),
    "resource_in_use": Sentence(
        N_("{name} is booked: {reference}, from {begins}."), N_("Move or cancel what is booked first.")
    ),
    "resource_none": Sentence(
        N_("Nothing of this sort can be booked yet."), N_("An administrator adds it: `desk pool add`.")
    ),
    "loan_time_over": Sentence(
        N_("The booked time is over: {ends}."), N_("Correct when it is due back, then lend it.")
    ),
    "returned_before_out": Sentence(N_("It came back before it went out."), N_("Check both times.")),
    "resource_changed": Sentence(
        N_("Somebody else changed it meanwhile."), N_("Look at it again, then make the change.")
    ),
    "resource_sort_stays": Sentence(N_("The sort stays as it is."), N_("Add it anew under the other sort.")),
    "not_a_loan": Sentence(N_("The case is no loan."), N_("Only what is booked from the pool is lent and returned.")),
    "resource_in_service": Sentence(N_("{name} is in service."), N_("There is nothing to change.")),
    "out_ends_before": Sentence(N_("The last day lies before the first."), N_("At the earliest {first}.")),
    "booked_without_what": Sentence(N_("What is booked is missing."), N_("Say which, or take the times away.")),
    "booked_without_begin": Sentence(N_("From when is missing."), N_("Say when it begins.")),
    "booked_without_end": Sentence(N_("Until when is missing."), N_("Say when it ends.")),
    "borrower_missing": Sentence(N_("Who borrows is missing."), N_("Name the borrower, or the person of the case.")),
    "loan_out": Sentence(N_("It is lent and not back."), N_("Take it back first: the step returned.")),
    "nothing_booked": Sentence(N_("The case has nothing booked."), N_("Say what, from when and until when.")),
    "repeats_invalid": Sentence(
        N_("That is not a rule for days."), N_("Write it as FREQ=WEEKLY;BYDAY=TU,TH, or choose how often.")
    ),
    "repeats_endless": Sentence(N_("The booking comes back without end."), N_("Say until which day.")),
    "repeats_too_many": Sentence(N_("The booking comes back too often."), N_("At most {most} times: end it earlier.")),
    "repeats_none": Sentence(N_("The booking never comes."), N_("Check how often, until when, and the days left out.")),
    "repeats_overlap": Sentence(
        N_("The booking comes back before it has ended: {day}."), N_("Make it shorter, or let it come back less often.")
    ),
    "repeats_missing": Sentence(
        N_("How often it comes back is missing."), N_("Choose how often, or take the day away.")
    ),
    "rule_missing": Sentence(N_("The rule is missing."), N_("Write it as FREQ=WEEKLY;BYDAY=TU,TH.")),
    "rule_unasked": Sentence(
        N_("There is a rule that is not used."), N_("Choose to repeat by a rule, or take it away.")
    ),
    "days_left_out_invalid": Sentence(
        N_("Those are not days."), N_("Write them as 2026-10-27, with commas between them.")
    ),
    "day_not_booked": Sentence(N_("Nothing is booked on {day}."), N_("Booked: {allowed}.")),
    "couple_missing": Sentence(N_("Both of the couple are needed."), N_("Name them both.")),
    "wedding_time_missing": Sentence(N_("The time of the wedding is missing."), N_("Say day and time.")),
    "wedding_place_missing": Sentence(
        N_("The place of the wedding is missing."), N_("Choose one that is free, or name another place.")
    ),
    "wedding_places": Sentence(N_("There are two places."), N_("Leave one of them empty.")),
    "officiant_missing": Sentence(N_("The officiant is missing."), N_("Choose an officiant who is free.")),
    "impediment_certificate_missing": Sentence(
        N_("The impediment certificate is missing."), N_("Write the day of the examination.")
    ),
    "impediment_certificate_old": Sentence(
        N_("The impediment certificate is too old: it holds four months."),
        N_("On the day of the wedding it must be of {first} at the earliest."),
    ),
    "impediment_certificate_late": Sentence(
        N_("The impediment certificate is later than the wedding."), N_("At the latest {last}.")
    ),
    "impediment_certificate_future": Sentence(
        N_("The impediment certificate lies in the future."), N_("At the latest {last}.")
    ),
    "witnesses_missing": Sentence(N_("Two witnesses are needed."), N_("Name them both.")),
    "witness_twice": Sentence(
        N_("The witnesses are two persons, and neither of the couple."), N_("Name somebody else.")
    ),
    "witnesses_not_adult": Sentence(N_("A witness must be 18 or older."), N_("Name a witness who is of age.")),
    "witnesses_age_unknown": Sentence(
        N_("Nobody has said that the witnesses are 18 or older."), N_("Ask, and answer yes.")
    ),
    "wedding_not_yet": Sentence(N_("The wedding lies ahead."), N_("At the earliest {first}.")),
    # ---- kinds of one's own
    "kind_withdrawn": Sentence(
        N_("{name} is withdrawn and takes no new cases."), N_("Choose another kind; the cases that there are go on.")
    ),
    "kind_field_former": Sentence(
        N_("The kind does not have that field any more."), N_("What it holds can be taken away, not changed.")
    ),
    "kind_too_early": Sentence(N_("That is too early."), N_("At the earliest {day}.")),
    "kind_too_late": Sentence(N_("That is too late."), N_("At the latest {day}.")),
    "kind_not_own": Sentence(N_("There is no such kind of one's own."), N_("Choose one of: {allowed}.")),
    "kind_wording_unknown": Sentence(N_("There is no such wording."), N_("It has {allowed}.")),
    "kind_same_wording": Sentence(N_("The kind reads like that already."), N_("Nothing needs to be done.")),
    "kind_withdrawn_already": Sentence(N_("{name} is withdrawn already.")),
    "kind_in_use_already": Sentence(N_("{name} is in use already.")),
    "kind_changed": Sentence(
        N_("{name} has changed the kind while you wrote."), N_("Look at what it says now, and save again.")
    ),
    "kind_line": Sentence(N_("Line {line}: {problem}")),
    "kind_file_name": Sentence(
        N_("A kind is called as its file is, and that is no name for one."),
        N_("Name the file with small letters a–z, digits and underscores, such as key_loan.toml."),
    ),
    "kind_code_taken": Sentence(N_("Desk uses {name} for something else."), N_("Give the file another name.")),
    "kind_file_unread": Sentence(
        N_("The file cannot be read as text."), N_("Save it as text in UTF-8, of at most {most} characters.")
    ),
    "kind_too_many_files": Sentence(N_("There are too many files."), N_("At most {most} are read.")),
    "kind_toml_string": Sentence(
        N_("A text has no end on its line, or holds a sign that may not stand in it."),
        N_('Put "quotes" around a text, and write \\" for a quote within it.'),
    ),
    "kind_toml_open": Sentence(N_("A bracket is not closed."), N_("Close it with ] or }}.")),
    "kind_toml_twice": Sentence(N_("The same name stands twice."), N_("Take one of them away.")),
    "kind_toml_value": Sentence(
        N_("What stands after = cannot be read."),
        N_('Put "quotes" around a text; numbers, true and false stand without.'),
    ),
    "kind_toml_equals": Sentence(
        N_("The line says neither what nor how much."), N_("Write a name, = and a value: working_days = 10.")
    ),
    "kind_toml_end": Sentence(
        N_("There is more on the line than belongs there."), N_("Begin a new line after a value.")
    ),
    "kind_toml_other": Sentence(N_("That is not TOML."), N_("Compare it with the example in docs/kinds.md.")),
    "kind_word_unknown": Sentence(N_("Desk knows no such word there."), N_("Choose one of: {allowed}.")),
    "kind_wrong_shape": Sentence(
        N_("That is not how it is written there."), N_("Compare it with the example in docs/kinds.md.")
    ),
    "kind_code_form": Sentence(
        N_("That is no name for Desk."),
        N_("Small letters a–z, digits and underscores, a letter first, at most 40: key_number."),
    ),
    "kind_name_taken": Sentence(N_("{name} has a meaning of its own here."), N_("Choose another name.")),
    "kind_too_many": Sentence(N_("That is more than there may be."), N_("At most {most}.")),
    "kind_twice": Sentence(N_("{name} is there already."), N_("Give it a name of its own.")),
    "kind_only_for": Sentence(N_("A field of this type does not have that."), N_("Only for: {types}.")),
    "kind_choices_missing": Sentence(
        N_("There is nothing to choose among."), N_("Give choices, each with code, sv and en.")
    ),
    "kind_default_wrong": Sentence(N_("The field does not take that value."), N_("Give one that it takes.")),
    "kind_required_form": Sentence(
        N_("That does not say when the field is required."), N_("Write true, false, or the code of a step.")
    ),
    "kind_step_unknown": Sentence(N_("There is no such step."), N_("Choose one of: {allowed}.")),
    "kind_field_unknown": Sentence(N_("There is no such date or time."), N_("Choose one of: {allowed}.")),
    "kind_side_steps_only": Sentence(
        N_("Every step is a side step."), N_("Leave out after where a step is part of the ordinary way.")
    ),
    "kind_answers_twice": Sentence(N_("Two steps answer the citizen."), N_("Let one of them do it.")),
    "kind_then_wrong": Sentence(
        N_("Only a side step goes on elsewhere, and only to an ordinary step."), N_("Choose one of: {allowed}.")
    ),
    # ---- registers
    "card_number_brought_in": Sentence(
        N_("The card number is already in use."), N_("It is active on a card that was brought in; check the number.")
    ),
    "card_holder_unclear": Sentence(
        N_("More than one pupil of that name has a card."),
        N_("Fill in the personal number, so that the right card is blocked."),
    ),
    "permit_brought_in": Sentence(
        N_("The person already has an active permit."),
        N_("It was brought in, with serial number {serial}; renew it, or report it lost."),
    ),
    "serial_brought_in": Sentence(
        N_("The serial number has been used before."),
        N_("A permit that was brought in has it; every permit has its own."),
    ),
    "permit_unknown": Sentence(
        N_("There is no such parking permit."), N_("Look it up by its number, or by the person's number or name.")
    ),
    "card_unknown": Sentence(
        N_("There is no such bus card."), N_("Look it up by its number, or by the pupil's number or name.")
    ),
    "view_unknown": Sentence(N_("This register has no such view."), N_("One of: {allowed}.")),
    "blocked_in_case": Sentence(
        N_("It is blocked in its case."), N_("Take the step blocked in {reference}, or report it lost.")
    ),
    "not_in_use": Sentence(N_("It is not in use."), N_("Only what is in use can be blocked.")),
    # ---- bringing in and taking out
    "import_column": Sentence(
        N_("No column of the file is {column}."),
        N_("Its columns: {header}. Name the right one in a mapping, under [columns], as {code}."),
    ),
    "import_column_twice": Sentence(
        N_("More than one column may be {column}: {header}."), N_("Name the right one in a mapping, as {code}.")
    ),
    "import_day": Sentence(
        N_("That is not a day that can be read."), N_("Write it as {example}, or say how in a mapping.")
    ),
    "import_yes_no": Sentence(N_("That is neither yes nor no."), N_("Write yes or no, or leave it empty.")),
    "import_file_large": Sentence(N_("The file is too large."), N_("At most {most} megabytes.")),
    "import_rows": Sentence(N_("The file has too many rows."), N_("At most {most}; bring it in in parts.")),
    "import_not_excel": Sentence(
        N_("{file} cannot be read as an Excel workbook."),
        N_("Save it as .xlsx without a password, or as CSV."),
    ),
    "import_not_text": Sentence(N_("The file is no text."), N_("Give a CSV file or an Excel workbook.")),
    "import_sheet": Sentence(N_("The workbook has no sheet {value}."), N_("Its sheets: {allowed}.")),
    "import_twice": Sentence(N_("It stands on line {line} too."), N_("Leave one of them out.")),
    "export_unknown": Sentence(N_("There is no such list."), N_("Choose one of: {allowed}.")),
    "export_only": Sentence(N_("That narrows no such list."), N_("Choose one of: {allowed}.")),
    "export_rows": Sentence(N_("The list is too long for a file."), N_("At most {most} rows; narrow it.")),
    "export_days": Sentence(N_("Those are no days of a list."), N_("From a day to a later one, {most} days at most.")),
    "export_form": Sentence(N_("That is not a name and a value."), N_("Write it as state=open.")),
    "card_holder_missing": Sentence(N_("Nobody is named as the holder."), N_("Give a name or a personal number.")),
    # ---- routines and the division of work
    "routine_unknown": Sentence(N_("There is no routine {number}."), N_("`desk routines list` names them.")),
    "routine_there": Sentence(N_("“{title}” is the routine of that already."), N_("Write its next version.")),
    "routine_of_both": Sentence(
        N_("A routine is of a topic or of a kind, not of both."), N_("A topic's own routine goes before its kind's.")
    ),
    "routine_empty": Sentence(N_("The routine has no text."), N_("Write it first.")),
    "routine_changed": Sentence(
        N_("{name} has written version {version} meanwhile."), N_("See what differs, then save yours as the next one.")
    ),
    "routine_about_changed": Sentence(
        N_("Somebody else changed that meanwhile."), N_("Leave with Esc, look at it again, then make the change.")
    ),
    "routine_rests": Sentence(N_("“{title}” is out of use."), N_("Wake it first.")),
    "division_changed": Sentence(
        N_("Somebody else has said who answers meanwhile."),
        N_("Leave with Esc, look at it again, then make the change."),
    ),
    "division_twice": Sentence(N_("Somebody is named twice."), N_("Name each person once.")),
    "division_many": Sentence(N_("Too many people for one topic."), N_("At most {most}.")),
    "away_days": Sentence(N_("The last day lies before the first."), N_("Give a last day from {first} on.")),
    "away_past": Sentence(N_("Those days have passed."), N_("Give a last day from today on.")),
    "away_already": Sentence(N_("{name} is away {days} already."), N_("End that first, or choose other days.")),
    "away_not": Sentence(N_("{name} is not away."), N_("`desk division list` says who is.")),
    "cover_nothing": Sentence(
        N_("There is nothing of {name}'s for you to take over."), N_("`desk division cover` says what there is.")
    ),
    "cover_oneself": Sentence(N_("They are that person's already."), N_("Name somebody else.")),
    # ---- handing over and administration
    "handover_none": Sentence(
        N_("The case waits for nobody outside the desk."),
        N_("Hand it over first, on its screen or with `desk handover`."),
    ),
    "handover_answered": Sentence(N_("It was answered {day}."), N_("Write a note, or hand the case over once more.")),
    "follow_up_past": Sentence(N_("The day to ask again has to lie ahead."), N_("Name a day after today.")),
    "day_before_handover": Sentence(
        N_("The day lies before the case was handed over."), N_("At the earliest {first}.")
    ),
    "mailto_too_long": Sentence(
        N_("The letter is too long for a link to the mail program."), N_("Write it to an .eml file instead.")
    ),
    "reply_to_nobody": Sentence(
        N_("An anonymous person cannot be replied to."), N_("Nothing is known of how to reach them.")
    ),
    "reply_no_address": Sentence(
        N_("No e-mail address is known for the citizen."), N_("Correct the case, or reply in another way.")
    ),
    "names_changed": Sentence(
        N_("A department, an answer group or a topic has got another name meanwhile, or was removed."),
        N_("Look again, and choose it anew."),
    ),
    "name_taken": Sentence(N_("There is one of that name already: {name}."), N_("Choose another name.")),
    "topic_code": Sentence(N_("That is not a code."), N_("Small letters a–z, digits and _, such as skolskjuts.")),
    "code_stays": Sentence(N_("A topic's code stays as it is."), N_("Change its name instead.")),
    "still_used": Sentence(
        N_("It is used, and cannot be removed."), N_("Put it to rest: it is offered no more, and the past stays.")
    ),
    "topics_lead_there": Sentence(
        N_("Topics in use lead there: {topics}."), N_("Let them lead elsewhere first, or put them to rest.")
    ),
    "people_belong_there": Sentence(N_("People belong to it: {people}."), N_("Give them another answer group first.")),
    "at_rest_already": Sentence(N_("It rests already."), N_("Nothing needs to be done.")),
    "in_use_already": Sentence(N_("It is in use already."), N_("Nothing needs to be done.")),
}
