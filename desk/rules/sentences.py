"""One table: for each refusal code, what is wrong and what would be right. Codes are stable; words may improve."""

from __future__ import annotations

from desk.rules.sentence import Sentence
from desk.rules.sentences_errands import ERRANDS
from desk.rules.sentences_follow_up import FOLLOW_UP
from desk.words import N_

__all__ = ["SENTENCES", "Sentence"]

SENTENCES: dict[str, Sentence] = {
    # ---- any field
    "required": Sentence(N_("A value is missing."), N_("Fill it in.")),
    "unknown_field": Sentence(N_("There is no such field."), N_("Check the name; `--help` lists the fields.")),
    "unknown_code": Sentence(N_("That is not one of the choices."), N_("Choose one of: {allowed}.")),
    "too_long": Sentence(N_("The text is too long."), N_("At most {max_length} characters.")),
    "number_too_small": Sentence(N_("The number is too small."), N_("At least {ge}.")),
    "number_too_large": Sentence(N_("The number is too large."), N_("At most {le}.")),
    "invalid_number": Sentence(N_("That is not a whole number."), N_("Write digits only, such as 100.")),
    "invalid_date": Sentence(N_("That is not a date."), N_("Write it as 2026-11-19.")),
    "year_out_of_range": Sentence(N_("The year is out of range."), N_("Between {first} and {last}.")),
    "invalid_time": Sentence(N_("That is not a time."), N_("Write it as 10:42 or 2026-11-19 10:42.")),
    "invalid_yes_no": Sentence(N_("That is neither yes nor no."), N_("Write true or false.")),
    "invalid_text": Sentence(N_("That is not text."), N_("Write it as text.")),
    "invalid_value": Sentence(N_("The value cannot be read."), N_("Check how it is written.")),
    "invalid_json": Sentence(N_("That is not JSON."), N_("One JSON object for each case.")),
    "text_control": Sentence(
        N_("The text holds a character that cannot be shown."),
        N_("Remove control characters and marks that turn the direction of writing."),
    ),
    # ---- people
    "personal_number_format": Sentence(
        N_("That is not a personal number."), N_("Write 10 or 12 digits, such as 18900118-9811.")
    ),
    "personal_number_checksum": Sentence(
        N_("The personal number's last digit is wrong."), N_("Check the digits against the identity card.")
    ),
    "personal_number_future": Sentence(
        N_("The personal number lies in the future."), N_("Write it with twelve digits.")
    ),
    "phone_invalid": Sentence(
        N_("That is not a telephone number."), N_("Write it as 070-174 06 05, or with country code: +46 70 174 06 05.")
    ),
    "email_invalid": Sentence(N_("That is not an e-mail address."), N_("Write it as name@example.se.")),
    "anonymous_with_person": Sentence(
        N_("An anonymous case holds nothing about a person."), N_("Leave it empty, or take away the mark.")
    ),
    # ---- a case
    "kind_missing": Sentence(N_("The kind of case is missing."), N_("Name one of: {allowed}, or a topic.")),
    "kind_unknown": Sentence(N_("There is no such kind of case."), N_("Choose one of: {allowed}.")),
    "topic_unknown": Sentence(N_("There is no such topic."), N_("Nearest: {allowed}.")),
    "topic_of_other_kind": Sentence(N_("That topic belongs to another kind."), N_("Register it as {kind}.")),
    "department_unknown": Sentence(N_("There is no such department."), N_("Choose one of: {allowed}.")),
    "group_unknown": Sentence(N_("There is no such answer group."), N_("Choose one of: {allowed}.")),
    "agent_unknown": Sentence(N_("There is no such agent."), N_("Choose one of: {allowed}.")),
    "received_in_future": Sentence(
        N_("The contact lies in the future."), N_("Give the time when it came in, at the latest now.")
    ),
    "received_naive": Sentence(
        N_("The time has no time zone."), N_("Write it with its offset, such as 2026-11-19T10:42:00+01:00.")
    ),
    "due_before_received": Sentence(
        N_("The deadline lies before the contact."), N_("Give a time after it was received.")
    ),
    "cause_of_other_demand": Sentence(
        N_("That cause belongs to the other sort of demand."), N_("For {demand}, choose one of: {allowed}.")
    ),
    "cause_without_demand": Sentence(
        N_("A cause needs a demand."), N_("Say value or failure first, or leave the cause empty.")
    ),
    "passed_on_missing": Sentence(N_("To whom is missing."), N_("Say to whom the contact was passed on.")),
    "case_unknown": Sentence(N_("There is no case {reference}."), N_("A reference is written as 26-000123.")),
    "case_changed": Sentence(
        N_("Somebody else changed the case meanwhile."), N_("Read it again, then make the change.")
    ),
    "case_confidential": Sentence(N_("The case is confidential."), N_("Ask its agent, a lead or an administrator.")),
    "park_until_missing": Sentence(N_("Until when is missing."), N_("Park it with a day: desk park REF --until DATE.")),
    "protected_why": Sentence(
        N_("The identity is protected."), N_("Opening it needs a reason, which is written into the access log.")
    ),
    "protected_not_allowed": Sentence(
        N_("The identity is protected."), N_("Only a lead or an administrator may open it.")
    ),
    "nothing_to_repeat": Sentence(
        N_("There is no contact to repeat."), N_("Register one first; a digit on the desk opens the form.")
    ),
    "note_full": Sentence(N_("The case's note is full."), N_("At most {max_length} characters in all.")),
    "answered_before_received": Sentence(
        N_("The answer lies before the contact."), N_("Give a time after it was received, at the latest now.")
    ),
    "received_after_closed": Sentence(
        N_("The contact would lie after its closing."), N_("Give a time before it was closed.")
    ),
    "case_not_closed_outcome": Sentence(N_("An open case has no outcome."), N_("Close it with the outcome instead.")),
    "case_annulled": Sentence(N_("The case is annulled."), N_("Register a new one.")),
    "case_disposed": Sentence(
        N_("The case's personal data have been disposed of."), N_("It can no longer be changed; register a new one.")
    ),
    "case_closed": Sentence(N_("The case is closed."), N_("Reopen it first.")),
    "case_not_closed": Sentence(N_("The case is not closed."), N_("Only a closed case is reopened.")),
    "status_not_allowed": Sentence(N_("The case cannot go from {now} to that status."), N_("Allowed now: {allowed}.")),
    "outcome_missing": Sentence(N_("Closing needs an outcome."), N_("Choose one of: {allowed}.")),
    "step_unknown": Sentence(N_("This kind has no such step."), N_("Its steps: {allowed}.")),
    "step_not_allowed": Sentence(N_("That step cannot be taken now."), N_("Allowed now: {allowed}.")),
    "no_steps": Sentence(N_("This kind has no steps."), N_("Change its status instead.")),
    "park_past": Sentence(N_("The case can only be parked until a later day."), N_("Give a day after today.")),
    "why_missing": Sentence(N_("The reason is missing."), N_("Say why in a few words.")),
    "nothing_changed": Sentence(N_("Nothing would change."), N_("Give at least one new value.")),
    "not_correctable": Sentence(N_("That field cannot be corrected."), N_("These can: {allowed}.")),
    # ---- bus cards
    "fee_range": Sentence(N_("The fee is outside what a lost card costs."), N_("{low}–{high} kronor.")),
    "fee_free": Sentence(N_("A defect card is free."), N_("The fee is 0, or leave it empty.")),
    "fee_free_first_only": Sentence(
        N_("Only the first card of a school year may be free."), N_("Ask {low}–{high} kronor.")
    ),
    "temporary_too_long": Sentence(N_("A temporary card lasts at most {days} days."), N_("At the latest {last}.")),
    "temporary_past": Sentence(N_("The temporary card would already have ended."), N_("At the earliest {first}.")),
    "card_number_missing": Sentence(N_("The card's number is missing."), N_("Fill in the number on the card.")),
    "card_number_taken": Sentence(
        N_("The card number is already in use."), N_("It is active in case {reference}; check the number.")
    ),
    # ---- parking permits
    "not_resident": Sentence(
        N_("A permit is granted by the municipality where the person is registered."),
        N_("Refer the person to the home municipality."),
    ),
    "not_lasting": Sentence(
        N_("A permit is granted only for a lasting disability."),
        N_("Lasting is at least six months; otherwise the decision is to refuse."),
    ),
    "certificate_too_old": Sentence(
        N_("The medical certificate is more than three months old."), N_("Dated {first} or later.")
    ),
    "certificate_in_future": Sentence(N_("The certificate is dated in the future."), N_("At the latest {last}.")),
    "permit_too_long": Sentence(N_("A permit is granted for at most five years."), N_("Until {last} at the latest.")),
    "permit_ends_before": Sentence(N_("The permit would end before it begins."), N_("At the earliest {first}.")),
    "day_before_decision": Sentence(N_("The day lies before the decision."), N_("At the earliest {first}.")),
    "appeal_late": Sentence(
        N_("The appeal came in too late."), N_("Three weeks after the decision reached the person: by {last}.")
    ),
    "renewal_too_early": Sentence(N_("The current permit has more than two months left."), N_("Renew from {first}.")),
    "police_report_missing": Sentence(
        N_("A lost or stolen permit needs a police report."), N_("Fill in the police report's number.")
    ),
    "permit_active": Sentence(
        N_("The person already has an active permit."),
        N_("It is in case {reference}; renew it, or report it lost."),
    ),
    "permit_end_kept": Sentence(N_("A replaced permit keeps its end date."), N_("Valid until {last}.")),
    "serial_missing": Sentence(N_("The serial number is missing."), N_("Fill in the number on the permit.")),
    "serial_taken": Sentence(
        N_("The serial number has been used before."), N_("It is in case {reference}; every permit has its own.")
    ),
    "personal_number_missing": Sentence(
        N_("The personal number is missing."), N_("A permit is personal: fill in the personal number.")
    ),
    "validity_missing": Sentence(N_("The permit's days are missing."), N_("Give valid from and valid to.")),
    "decision_missing": Sentence(N_("The decision is missing."), N_("Say granted or refused, and the day.")),
    "decision_in_future": Sentence(N_("The decision lies in the future."), N_("At the latest {last}.")),
    # ---- feedback
    "reply_to_anonymous": Sentence(
        N_("An anonymous person cannot be answered."), N_("Take away the reply, or take a way to reach the person.")
    ),
    "day_before_received": Sentence(N_("The day lies before the contact."), N_("At the earliest {first}.")),
    "day_in_future": Sentence(N_("The day lies in the future."), N_("At the latest {last}.")),
    "answered_before_confirmed": Sentence(
        N_("The answer lies before the confirmation."), N_("At the earliest {first}.")
    ),
    # ---- rights and use
    "not_allowed": Sentence(N_("{name} ({role}) may not do this."), N_("Ask someone who is {allowed}.")),
    "login_unknown": Sentence(
        N_("Nobody with the login {login} is known here."), N_("An administrator adds people: desk agents add.")
    ),
    "login_taken": Sentence(N_("The login {login} is taken."), N_("Choose another.")),
    "login_invalid": Sentence(
        N_("That is not a login name."), N_("Lower-case letters, digits, dot, hyphen and underscore, at most 32.")
    ),
    "may_not_act_for": Sentence(
        N_("You may not act for somebody else."), N_("Leave out --as, or use the service account.")
    ),
    "last_admin": Sentence(
        N_("{name} is the last administrator who may log in."), N_("Make somebody else an administrator first.")
    ),
    "rests_already": Sentence(N_("{name} rests already."), N_("`desk agents wake {login}` ends it.")),
    "rests_not": Sentence(N_("{name} does not rest."), N_("Nothing has to be done.")),
    "remote_screen_only": Sentence(
        N_("A session over SSH has the screen and nothing else."), N_("Leave out everything that follows --remote.")
    ),
    "no_server": Sentence(
        N_("This database is a file, and no server's administrator has to do anything for it."),
        N_("Leave --print-sql out, or name a server: --database postgresql://LOGIN@HOST/NAME."),
    ),
    # ---- keys for SSH
    "ssh_key_missing": Sentence(N_("There is no key in it."), N_("Give the file whose name ends in .pub.")),
    "ssh_key_private": Sentence(
        N_("That is a private key, which nobody but its owner may have."),
        N_("Give the file whose name ends in .pub, and have a new pair made if the private key has left its owner."),
    ),
    "ssh_key_several": Sentence(N_("There is more than one key in it."), N_("Give one at a time.")),
    "ssh_key_options": Sentence(
        N_("Something stands before the key."), N_("Leave it out: what a key may do is not for the key to say.")
    ),
    "ssh_key_other_form": Sentence(
        N_("The key is written in another form than OpenSSH's."), N_("`ssh-keygen -i -f FILE` writes it anew.")
    ),
    "ssh_key_invalid": Sentence(
        N_("That is not a whole public key."),
        N_("One line: its type, its text, a name; such as ssh-ed25519 AAAA… anna@reception."),
    ),
    "ssh_key_type": Sentence(N_("Keys of the type {type} are not taken."), N_("Choose one of: {allowed}.")),
    "ssh_key_other_type": Sentence(
        N_("The key is of another type than {type}."), N_("Take the line from the .pub file unchanged.")
    ),
    "ssh_key_short": Sentence(
        N_("The RSA key has only {bits} bits."), N_("At least {least}; better a new one: ssh-keygen -t ed25519.")
    ),
    "ssh_key_taken": Sentence(
        N_("The key belongs to {name} ({login})."), N_("Everybody has keys of their own; have a new pair made.")
    ),
    "ssh_key_there": Sentence(N_("{name} has that key already."), N_("Nothing has to be done.")),
    "ssh_key_unknown": Sentence(
        N_("{name} has no key with that fingerprint."), N_("`desk agents key {login}` lists them.")
    ),
    "week_invalid": Sentence(N_("There is no such week."), N_("Write it as 2026-W47.")),
    "week_in_future": Sentence(N_("That week has not begun."), N_("At the latest {last}.")),
    "cursor_invalid": Sentence(N_("That is not a page of this list."), N_("Use the value of `next`, unchanged.")),
    # ---- retention, and what is handed out
    "retention_kind": Sentence(N_("There is no such kind of case."), N_("Under [retention], name one of: {allowed}.")),
    "retention_days": Sentence(
        N_("So many days are no retention."), N_("Between {least} and {most} days, as a whole number.")
    ),
    "decision_needed": Sentence(
        N_("Disposal rests on a decision of the municipality."), N_("Name it: --decision REFERENCE.")
    ),
    "decision_of_retention": Sentence(
        N_("That is no reference to a decision."), N_("Give its number or name, such as KS 2026/114 § 45.")
    ),
    "retention_in_future": Sentence(
        N_("Nothing is disposed of ahead of time."), N_("At the latest {last}; a later day goes with --dry-run.")
    ),
    "not_held": Sentence(N_("The case is not held."), N_("Hold it with a reason: desk hold REF --why TEXT.")),
    "person_unreadable": Sentence(
        N_("That is no personal number, telephone number or e-mail address."),
        N_("Write it as 18900118-9811, 070-174 06 05 or name@example.se."),
    ),
    "protected_export_why": Sentence(
        N_("The identity is protected in at least one of the cases."),
        N_("Give the reason with --why; it is written into the access log."),
    ),
    "mask_too_short": Sentence(N_("One letter would mask almost everything."), N_("Give a word to mask.")),
    "mask_not_found": Sentence(
        N_("At least one of the words to mask does not stand in the case; nothing was handed out."),
        N_("Check how it is written. Among those given it is number {places}."),
    ),
    # ---- calls
    "calls_imported_already": Sentence(
        N_("The exchange's calls are already there for {group}, {week}."),
        N_("Add --replace to use these figures instead."),
    ),
    "calls_answered_more": Sentence(N_("More answered than offered."), N_("At most {offered}.")),
    "file_missing": Sentence(N_("The file {file} cannot be read."), N_("Check its name and that you may read it.")),
    "file_exists": Sentence(N_("The file {file} is already there."), N_("Choose another name.")),
    "backup_one_of": Sentence(N_("A copy has a name, or is one of a series."), N_("Leave out FILE or --series.")),
    "keep_without_series": Sentence(N_("Only a series is thinned."), N_("Use it with --series FOLDER.")),
    "restore_itself": Sentence(N_("The file {file} is the database itself."), N_("Choose a backup of it.")),
    "restore_figures": Sentence(
        N_("The reports of {file} could not be kept equal; nothing was replaced."),
        N_("Choose another backup, and show this to whoever looks after Desk."),
    ),
    "move_to_itself": Sentence(N_("The desk is already at {where}."), N_("Name the database that it is to move to.")),
    "move_not_free": Sentence(
        N_("There is another desk at {where}, and nothing was written there."),
        N_("Choose a database with no desk in it; an earlier move that came through needs no other."),
    ),
    "move_does_not_fit": Sentence(
        N_("The desk at {where} holds something that the other database cannot hold ({what}). Nothing was moved."),
        N_("Run `desk check` on it, and show this to whoever looks after Desk."),
    ),
    "move_not_the_same": Sentence(
        N_("What came over is not the same ({what}). Nothing was moved, and the desk is as it was."),
        N_("Try again, and show this to whoever looks after Desk."),
    ),
    "move_unsound": Sentence(
        N_("The desk does not hold together ({what}). Nothing was moved, and it is as it was."),
        N_("Run `desk check`, and move when it finds nothing."),
    ),
    "file_not_written": Sentence(
        N_("The file {file} cannot be written."), N_("Check that its folder is there, yours, and has room.")
    ),
    "format_unknown": Sentence(N_("That format is not known."), N_("Choose one of: {allowed}.")),
    "mapping_missing": Sentence(N_("A CSV file needs a mapping."), N_("Name one with --map MAP.toml.")),
    "mapping_invalid": Sentence(
        N_("The mapping cannot be used. {problem}"), N_("See docs/calls.md, or docs/follow-up.md for survey answers.")
    ),
    "mapping_toml": Sentence(N_("It is not TOML: {problem}.")),
    "mapping_delimiter": Sentence(N_("The delimiter is one character."), N_('Such as ";", "," or "\\t".')),
    "mapping_encoding": Sentence(N_("No such encoding is known."), N_('Such as "utf-8" or "iso-8859-1".')),
    "mapping_timezone": Sentence(N_("No such time zone is known."), N_('Such as "Europe/Stockholm".')),
    "mapping_when": Sentence(
        N_("The columns must say when a call came in, one way."), N_("Name date and time, or at.")
    ),
    "mapping_format": Sentence(N_("That format does not tell the whole {what}."), N_('Such as "{example}".')),
    "mapping_outcome_twice": Sentence(N_("{value} stands under two outcomes."), N_("Name each code once.")),
    "mapping_column_missing": Sentence(N_("The file has no column {value}."), N_("Its columns: {allowed}.")),
    "mapping_column_twice": Sentence(N_("The file has two columns {value}."), N_("Give one of them another name.")),
    "file_encoding": Sentence(
        N_("The file is not written in {encoding}."), N_("Name its encoding under [file] in the mapping.")
    ),
    "call_file_empty": Sentence(N_("The file is empty."), N_("Its first line names the columns.")),
    "call_line_fields": Sentence(
        N_("The line has {count} fields."), N_("At least five: time|call id|queue|agent|event.")
    ),
    "call_line_time": Sentence(N_("{value} is not a time."), N_("Whole seconds since 1970, such as 1366720340.")),
    "call_event": Sentence(N_("{value} is not an event."), N_("A word such as ENTERQUEUE.")),
    "call_seconds": Sentence(N_("{value} is not a number of seconds."), N_("Whole seconds, 0 or more, such as 42.")),
    "call_columns": Sentence(N_("The line has {count} columns."), N_("The first line has {expected}.")),
    "call_quotes": Sentence(
        N_("The quotation marks do not match."), N_("A quotation mark within quoted text is written twice.")
    ),
    "call_time": Sentence(N_("{value} is not a time in the mapping's format."), N_("As {format}: {example}.")),
    "call_outcome": Sentence(
        N_("The mapping does not know the outcome {value}."), N_("It knows {allowed}; add it under [outcomes].")
    ),
    "head_invalid": Sentence(
        N_("That is no head of the trail."), N_("Write it as `desk check` printed it: a number, a colon, 64 signs.")
    ),
    "database_not_empty": Sentence(N_("The database already holds cases."), N_("Samples go into an empty one.")),
    "settings_invalid": Sentence(N_("The settings cannot be read: {problem}."), N_("See docs/settings.md.")),
    "zone_unknown": Sentence(N_("There is no such time zone."), N_("Write it as Europe/Stockholm.")),
    "figure_unknown": Sentence(N_("There is no such figure."), N_("Choose one of: {allowed}.")),
    "span_unknown": Sentence(
        N_("There is no such span."), N_("Write it as 2026-W47, 2026-11, 2026-T3, 2026-H1 or 2026.")
    ),
    "span_invalid": Sentence(N_("The last day lies before the first."), N_("Give --from before --to.")),
    "span_in_future": Sentence(N_("Nothing can have come in on those days yet."), N_("Give an earlier --from.")),
    # ---- the command line
    "command_unknown": Sentence(N_("There is no such command."), N_("`{command} --help` lists them.")),
    "option_unknown": Sentence(N_("There is no such option or argument."), N_("`{command} --help` lists them.")),
    "option_missing": Sentence(N_("It has to be given."), N_("`{command} --help` says how.")),
    "wrong_use": Sentence(N_("{problem}"), N_("`{command} --help` says how.")),
    "no_terminal": Sentence(N_("{problem}")),
    "set_form": Sentence(N_("A field is given with its value."), N_('Write it as citizen.name="Karin Ström".')),
    "set_twice": Sentence(N_("The field is given twice."), N_("Give it once.")),
    "each_without_json": Sentence(N_("There are no lines to take one by one."), N_("Use it with --json.")),
    "why_without_reveal": Sentence(N_("A reason is for opening what is masked."), N_("Use it with --reveal.")),
    "kind_contradicts": Sentence(N_("The object is of another kind than {kind}."), N_("Leave one of the two out.")),
    "json_not_object": Sentence(N_("That is JSON, but no object."), N_("One JSON object for each case.")),
    "json_not_utf8": Sentence(N_("That is not UTF-8."), N_("Save the file as UTF-8.")),
    "json_twice": Sentence(N_("The name stands twice in one object."), N_("Give it once.")),
    "json_too_long": Sentence(N_("More than {most} bytes."), N_("Write one object a line, each no longer than that.")),
    # ---- PINs
    "pin_length": Sentence(N_("The PIN is too short or too long."), N_("{shortest} to {longest} digits or letters.")),
    "pin_characters": Sentence(N_("A PIN has digits and letters only."), N_("Leave out spaces and signs.")),
    "pin_all_same": Sentence(N_("All characters of the PIN are the same."), N_("Mix them.")),
    "pin_run": Sentence(N_("The PIN is a run, such as 1234 or dcba."), N_("Mix them.")),
    "pin_is_login": Sentence(N_("The PIN is your login."), N_("Choose something else.")),
    "pins_differ": Sentence(N_("The two are not the same."), N_("Write the new PIN twice.")),
    "pin_wrong": Sentence(N_("That is not your PIN."), N_("Try again.")),
    "pin_not_set": Sentence(
        N_("Your PIN has been cleared by an administrator."),
        N_("Quit, and start again: then you choose a new one. What you typed is kept as a draft."),
    ),
    "pin_none": Sentence(N_("{name} has no PIN."), N_("There is nothing to clear.")),
    "lock_off": Sentence(N_("The lock is off here."), N_("The setting lock_minutes is 0.")),
    # ---- keys
    "key_action_unknown": Sentence(N_("There is no action {action}."), N_("`?` in the program lists them.")),
    "key_reserved": Sentence(
        N_("The key {key} cannot be used here."), N_("Terminals or text fields take it; choose another.")
    ),
    "key_taken": Sentence(
        N_("The key {key} already does something else."), N_("It belongs to {other}; change that too.")
    ),
    **FOLLOW_UP,
    **ERRANDS,
}
