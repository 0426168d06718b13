"""Every command: its name, its help, what it takes and what it does. The parser and the reference follow from it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from desk import __version__
from desk.cli.options import add_global
from desk.cli.parser import COMMAND, Commands, Parser
from desk.words import N_, _

if TYPE_CHECKING:
    from desk.cli.session import Session


@dataclass(frozen=True)
class Command:
    """One command. What it takes and does stands in a module of ``desk.cli``, loaded when it is asked for.

    Attributes:
        name: Its word, or two: a noun and a verb.
        help: What it does, in one sentence, untranslated.
        takes: ``module:function``, which adds its arguments to a parser.
        does: ``module:function``, which runs it.
        more: What else there is to know, untranslated.
    """

    name: str
    help: str
    takes: str
    does: str
    more: str = ""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add what it takes."""
        _loaded(self.takes)(parser)

    def run(self, session: Session) -> int:
        """Do it; the exit code."""
        code: int = _loaded(self.does)(session)
        return code


def _loaded(where: str) -> Callable[..., Any]:
    module, _colon, function = where.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"desk.cli.{module}"), function)
    return found


_CASE = N_("Prints a sentence; with --output json, the case as `desk show` gives it.")
_BROUGHT = N_("The same file again doubles nothing. An administrator may. It ends with 2 where a line is refused.")
COMMANDS = (
    Command("demo", N_("Opens the screen on made-up data in a database of its own."), "demo:add_arguments", "demo:run",
            N_("The data is taken away again when you leave.")),
    Command("init", N_("Makes or upgrades the database. It is safe to repeat."), "upkeep:add_init", "upkeep:init",
            N_("Before an upgrade the database is copied. Whoever makes a database is its first administrator.")),
    Command("sample", N_("Fills an empty database with made-up data."), "upkeep:add_sample", "upkeep:fill",
            N_("The same seed and days make the same data.")),
    Command("register", N_("Registers one case, or many as JSON, and prints their references."),
            "register:add_arguments", "register:run",
            N_("Of many, all are registered or none, unless --each lets every line stand for itself. With --json,"
               " KIND, --channel and --set hold for every object that does not say it itself. `key` in an object is"
               " the sender's own name for it: the same key again registers nothing and answers the first reference.")),
    Command("show", N_("Prints one case with its trail."), "cases:add_show", "cases:show",
            N_("The personal number, and everything about a protected identity, is masked unless it is revealed.")),
    Command("list", N_("Lists cases, the newest first; open ones by deadline."), "cases:add_list", "cases:list_cases"),
    Command("search", N_("Finds cases, the newest first."), "cases:add_search", "cases:search"),
    Command("step", N_("Takes a step of the case's kind."), "moves:add_step", "moves:step", _CASE),
    Command("status", N_("Changes where a case stands."), "moves:add_status", "moves:status", _CASE),
    Command("park", N_("Parks a case until a day."), "moves:add_park", "moves:park", _CASE),
    Command("note", N_("Adds a note to a case."), "moves:add_note", "moves:note", _CASE),
    Command("close", N_("Closes a case with an outcome."), "moves:add_close", "moves:close", _CASE),
    Command("reopen", N_("Reopens a closed case."), "moves:add_reopen", "moves:reopen", _CASE),
    Command("correct", N_("Corrects what was registered; the trail keeps both."), "moves:add_correct", "moves:correct",
            _CASE),
    Command("annul", N_("Takes a case out of every figure; it keeps its reference."), "moves:add_annul", "moves:annul",
            _CASE),
    Command("hold", N_("Keeps a case's personal data from disposal, or lets them go again."), "retention:add_hold",
            "retention:hold", _CASE),
    Command("disclose", N_("Hands out a case as a public record, with what may not be disclosed masked."),
            "disclosure:add_arguments", "disclosure:disclose",
            N_("Masked are personal numbers, everything about a protected identity, and what a confidential case says."
               " It is written into the access log.")),
    Command("person export", N_("Writes everything held on a person into one file."), "person:add_export",
            "person:export",
            N_("Cases with their trails and who opened them, cards, permits and unfinished forms. A lead or an"
               " administrator may; it is written into the access log. Where nothing is held, the file says so.")),
    Command("handover", N_("Hands a case over to a department or person, and prints the letter for them."),
            "handovers:add_handover", "handovers:handover",
            N_("Nothing is sent. The letter never holds a personal number; of a protected identity or a confidential"
               " case it says only that it is there.")),
    Command("answer", N_("Notes what those answered whom a case was handed over to."), "handovers:add_answer",
            "handovers:answer", _CASE),
    Command("reply", N_("Prints the reply to a citizen, for somebody to send."), "handovers:add_reply",
            "handovers:reply", N_("It begins from what was answered last. Nothing is sent.")),
    Command("retention list", N_("Prints for how long each kind's personal data are kept, and who says so."),
            "retention_periods:add_list", "retention_periods:list_periods"),
    Command("retention set", N_("Decides for how long a kind's personal data are kept."), "retention_periods:add_set",
            "retention_periods:set_period",
            N_("It goes before the settings and Desk's own days. The cases that have ended follow at once.")),
    Command("retention run", N_("Disposes of personal data whose time has come."), "retention:add_run", "retention:run",
            N_("The person and the free text go, for good; what is counted stays, and every report is as it was. An"
               " administrator may. It ends with 1 where traces are left in the file. See docs/retention.md.")),
    Command("report week", N_("Prints the weekly follow-up against the goals."), "reports:add_week", "reports:week"),
    Command("report month", N_("Prints the follow-up of a month."), "reports:add_month", "reports:month"),
    Command("report tertial", N_("Prints the follow-up of a tertial."), "reports:add_tertial", "reports:tertial"),
    Command("report half", N_("Prints the follow-up of a half-year."), "reports:add_half", "reports:half"),
    Command("report interim", N_("Prints the follow-up of January to August."), "reports:add_interim",
            "reports:interim"),
    Command("report year", N_("Prints the follow-up of a year."), "reports:add_year", "reports:year"),
    Command("wall", N_("Shows the follow-up on a monitor, by itself."), "wall:add_arguments", "wall:run",
            N_("Counts of the whole desk and its answer groups, counted anew all the time. Escape or Ctrl+Q ends it.")),
    Command("due", N_("Prints what falls due this month, and what is late."), "due:add_arguments", "due:run",
            N_("Those who keep the follow-up see everything, others what they are responsible for.")),
    Command("wheel list", N_("Prints the dates of the annual wheel, and their days in a year."), "wheel:add_list",
            "wheel:list_wheel"),
    Command("wheel add", N_("Adds a recurring date."), "wheel:add_add", "wheel:add",
            N_("The rule is written as people say it, in Swedish or English; docs/follow-up.md lists what can be"
               " said. “or the working day before” (or after) moves what falls on a day off.")),
    Command("wheel change", N_("Changes a recurring date."), "wheel:add_change", "wheel:change",
            N_("Another rule holds from today under a new number; the days before stay as they were.")),
    Command("wheel rest", N_("Lets a date come no more from today on."), "wheel:add_rest", "wheel:rest"),
    Command("wheel done", N_("Says that a day of the wheel was seen to."), "wheel:add_done", "wheel:done"),
    Command("wheel start", N_("Adds the dates that fit what the audits ask."), "wheel:add_start", "wheel:start",
            N_("A weekly follow-up, dialogues, reports, measurement, reviews. Those that are there are left out.")),
    Command("permits list", N_("Lists parking permits: in use, expiring, blocked, appeals, or all."),
            "registers:add_list_permits", "registers:list_permits"),
    Command("permits show", N_("Looks a permit up by its number, its holder's number, telephone or name."),
            "registers:add_show", "registers:show_permit", N_("With its history. Personal numbers are masked.")),
    Command("permits block", N_("Blocks a permit that was brought in; one with a case is blocked by its step."),
            "registers:add_block", "registers:block_permit"),
    Command("cards list", N_("Lists bus cards: in use, temporary, blocked, or all."), "registers:add_list_cards",
            "registers:list_cards"),
    Command("cards show", N_("Looks a card up by its number, its holder's number, telephone or name."),
            "registers:add_show", "registers:show_card", N_("With its history. Personal numbers are masked.")),
    Command("cards block", N_("Blocks a card that was brought in; one of a lost card's case is blocked by its step."),
            "registers:add_block", "registers:block_card"),
    Command("routines list", N_("Lists the routines: how errands are handled here."), "routines:add_list",
            "routines:list_routines"),
    Command("routines show", N_("Prints a routine, or what differs between two of its versions."), "routines:add_show",
            "routines:show"),
    Command("routines write", N_("Writes a routine, or its next version, from a file."), "routines:add_write",
            "routines:write",
            N_("It holds at once, and every version is kept. Without a topic and a kind it is of the desk at large.")),
    Command("routines change", N_("Changes what a routine is called, what it is of, or who owns it."),
            "routines:add_change", "routines:change"),
    Command("routines review", N_("Says that routines were looked through today and stand."), "routines:add_review",
            "routines:review"),
    Command("routines rest", N_("Takes a routine out of use; its versions stay."), "routines:add_rest",
            "routines:rest"),
    Command("division list", N_("Prints who answers for each topic and who covers, and who is away."),
            "division:add_list", "division:list_division"),
    Command("division set", N_("Says who answers for topics and who covers."), "division:add_set",
            "division:set_topics",
            N_("A case that is registered open becomes that of who answers and is at work, else of who covers.")),
    Command("division away", N_("Says that somebody is away, never why."), "division:add_away", "division:away",
            N_("Everybody says it of themselves; a lead or an administrator of anybody.")),
    Command("division back", N_("Says that somebody is back."), "division:add_back", "division:back"),
    Command("division cover", N_("Prints the open cases of those who are away that are yours to cover."),
            "division:add_cover", "division:cover", N_("A lead or an administrator sees all of them.")),
    Command("division take", N_("Takes over the open cases of somebody who is away."), "division:add_take",
            "division:take", N_("Each keeps its own trail. Confidential ones go only where you may see them.")),
    Command("pool list", N_("Lists what can be booked."), "pool:add_list", "pool:list_all"),
    Command("pool calendar", N_("Prints what is taken, day by day, and what is overdue."), "pool:add_calendar",
            "pool:calendar"),
    Command("pool free", N_("Lists what is free for all of a time."), "pool:add_free", "pool:free"),
    Command("pool book", N_("Books something for a time."), "pool:add_book", "pool:book",
            N_("One case, however often it comes back: all of the times, or none.")),
    Command("pool lend", N_("Says that a loan was handed out."), "pool:add_lend", "pool:lend"),
    Command("pool return", N_("Says that a loan is back."), "pool:add_return", "pool:give_back"),
    Command("pool cancel", N_("Gives up what a case has booked."), "pool:add_lend", "pool:cancel"),
    Command("pool skip", N_("Gives up one day of a booking that comes back."), "pool:add_skip", "pool:skip"),
    Command("pool out", N_("Takes something out of service."), "pool:add_out", "pool:out",
            N_("Who had booked it meanwhile is named, and must be told.")),
    Command("pool in", N_("Puts something back in service."), "pool:add_in", "pool:in_again"),
    Command("pool add", N_("Adds something that can be booked."), "pool:add_add", "pool:add"),
    Command("pool change", N_("Changes the name, type or note of something that can be booked."), "pool:add_change",
            "pool:change"),
    Command("pool rest", N_("Lets something be booked no more, or again."), "pool:add_rest", "pool:rest"),
    Command("house list", N_("Prints who is in the house, and which post waits for whom."), "house:add_list",
            "house:list_house",
            N_("With --to it writes the evacuation list: visitors by name, with a box to be ticked outside.")),
    Command("house back", N_("Takes back that a visitor went, or that post was handed over."), "house:add_out",
            "house:back"),
    Command("visitors in", N_("Lets a visitor in."), "house:add_visitor", "house:let_in"),
    Command("visitors out", N_("Says that a visitor has gone, and closes the case."), "house:add_out", "house:out"),
    Command("post in", N_("Takes in post for somebody."), "house:add_post", "house:receive"),
    Command("post out", N_("Says that post was handed over, and closes the case."), "house:add_out", "house:out"),
    Command("kinds list", N_("Lists the kinds of cases, built in and of one's own."), "kinds:add_list",
            "kinds:list_all", N_("The exit code is 1 where a file of the settings describes no kind.")),
    Command("kinds show", N_("Prints what a kind asks, and which way its cases go."), "kinds:add_show", "kinds:show"),
    Command("kinds check", N_("Says everything that is wrong in a file that describes a kind, with its line."),
            "kinds:add_check", "kinds:check", N_("Nothing is brought in. docs/kinds.md says what a file may say.")),
    Command("kinds bring", N_("Brings in a kind of one's own, or another wording of one."), "kinds:add_bring",
            "kinds:bring", N_("Files beside the settings are brought in by themselves; this takes one from anywhere.")),
    Command("kinds withdraw", N_("Lets there be no new cases of a kind of one's own."), "kinds:add_withdraw",
            "kinds:withdraw", N_("Those that there are go on, and can be read for ever.")),
    Command("kinds use", N_("Lets there be new cases of a kind that was withdrawn."), "kinds:add_use", "kinds:use"),
    Command("import permits", N_("Brings in parking permits from CSV or Excel, all of them or none."),
            "bringing_in:add_import", "bringing_in:permits", _BROUGHT),
    Command("import cards", N_("Brings in bus cards from CSV or Excel, all of them or none."),
            "bringing_in:add_import", "bringing_in:cards", _BROUGHT),
    Command("import pool", N_("Brings in what can be booked from CSV or Excel, all of it or nothing."),
            "bringing_in:add_import", "bringing_in:pool", _BROUGHT),
    Command("import topics", N_("Brings in topics from CSV or Excel, all of them or none."),
            "bringing_in:add_import", "bringing_in:topics", _BROUGHT),
    Command("export", N_("Writes any list into a file, CSV or Excel."), "exporting:add_export", "exporting:export",
            N_("What is masked on the screen is masked there. It is written into the access log.")),
    Command("survey list", N_("Prints what people answered about attitude and knowledge, against the goals."),
            "surveys:add_list", "surveys:list_figures",
            N_("Mean, index 0–100, how many, and how many gave each grade. Of an individual nothing is shown of fewer"
               " than five answers.")),
    Command("survey add", N_("Enters an answer, or some equal ones, by hand."), "surveys:add_add", "surveys:add"),
    Command("survey import", N_("Brings in a file of answers."), "surveys:add_import", "surveys:import_answers",
            N_("The same file again adds nothing. It ends with 1 where lines were refused. Free text is not read.")),
    Command("survey answers", N_("Lists the answers entered last, to find one that was mistyped."),
            "surveys:add_answers", "surveys:answers",
            N_("Whom an answer is about stands only with those that you typed.")),
    Command("survey correct", N_("Corrects an answer; the trail keeps both."), "surveys:add_correct",
            "surveys:correct"),
    Command("survey remove", N_("Takes an answer out of every figure."), "surveys:add_remove", "surveys:remove"),
    Command("measurements list", N_("Lists the service measurements, the latest first."), "measurements:add_list",
            "measurements:list_all"),
    Command("measurements show", N_("Prints a service measurement: its table, analysis and actions."),
            "measurements:add_show", "measurements:show"),
    Command("measurements add", N_("Enters a service measurement, or those of a JSON file."), "measurements:add_add",
            "measurements:add", N_("All are entered or none.")),
    Command("measurements set", N_("Says what a comparison came to, or changes what is said about a measurement."),
            "measurements:add_set", "measurements:set_values",
            N_("A measurement that was handled has to be handled again when a result of it changes.")),
    Command("measurements analyse", N_("Writes the analysis of a service measurement, its actions, or both."),
            "measurements:add_analyse", "measurements:analyse"),
    Command("measurements handle", N_("Says that a service measurement is handled."), "measurements:add_handle",
            "measurements:handle", N_("Both its analysis and its actions have to be written.")),
    Command("report issue", N_("Issues a report: it is kept as it is now, for good."), "issued:add_issue",
            "issued:issue",
            N_("The next issue of the same report says by itself what has changed since. Who keeps the follow-up may."
               " With --to it is written into a file too.")),
    Command("report issued list", N_("Lists the reports that were issued, the latest first."), "issued:add_list",
            "issued:list_issued"),
    Command("report issued show", N_("Prints a report as it was issued, or writes it into a file again."),
            "issued:add_show", "issued:show", N_("It is in the language in which it was issued.")),
    Command("report compare", N_("Prints what differs between an issued report and another issue, or the figures now."),
            "issued:add_compare", "issued:compare",
            N_("Figure by figure. It ends with 1 where something differs.")),
    Command("report analysis", N_("Prints the analysis of a report, or writes it."), "issued:add_analysis",
            "issued:analysis", N_("What was written before stays in the trail.")),
    Command("recipients list", N_("Lists to whom reports go."), "recipients:add_list", "recipients:list_recipients"),
    Command("recipients add", N_("Adds somebody to whom reports of a sort go."), "recipients:add_add", "recipients:add",
            N_("They stand on the report's first page. Desk sends nothing by itself.")),
    Command("recipients remove", N_("Takes a recipient away."), "recipients:add_remove", "recipients:remove",
            N_("Reports that were issued keep theirs.")),
    Command("report demand", N_("Prints failure demand: causes, where they arise, and what they cost in time."),
            "demand:add_demand", "demand:demand",
            N_("Time is estimated from contacts that were finished at once; docs/follow-up.md says how.")),
    Command("report feedback", N_("Prints citizens' views by department, beside the spans before."),
            "demand:add_feedback", "demand:feedback",
            N_("Counts, times, topics and outcomes; never a name, nor what a case says.")),
    Command("improvements list", N_("Lists the improvement board, column by column."), "improvements:add_list",
            "improvements:list_improvements"),
    Command("improvements show", N_("Prints one improvement with its history."), "improvements:add_show",
            "improvements:show"),
    Command("improvements propose", N_("Puts a proposal on the improvement board."), "improvements:add_propose",
            "improvements:propose"),
    Command("improvements change", N_("Changes an improvement; the trail keeps both."), "improvements:add_change",
            "improvements:change"),
    Command("improvements move", N_("Moves an improvement to another column, with what it needs there."),
            "improvements:add_move", "improvements:move",
            N_("What is decided needs somebody responsible and a date, what is done a result, what is not done a"
               " reason (--result). A lead or an administrator may; the one responsible may report it done.")),
    Command("goals list", N_("Lists the goals that hold, Desk's own among them."), "goals:add_list", "goals:list_goals",
            N_("What nobody has decided yet is Desk's default, and is called so.")),
    Command("goals set", N_("Sets a goal that was decided."), "goals:add_set", "goals:set_goal",
            N_("A goal for one group or person comes before one for all of them, and that before the whole desk's. Two"
               " goals for the same figure, level and name cannot hold on the same day.")),
    Command("goals change", N_("Corrects a goal; the trail keeps both."), "goals:add_change", "goals:change"),
    Command("goals end", N_("Ends a goal, or takes one back that was set by mistake."), "goals:add_end", "goals:end"),
    Command("activities list", N_("Lists what is done to reach the goals."), "goals:add_activities_list",
            "goals:list_activities"),
    Command("activities add", N_("Plans an activity for a goal."), "goals:add_activities_add", "goals:add_activity"),
    Command("activities change", N_("Changes an activity that is under way."), "goals:add_activities_change",
            "goals:change_activity"),
    Command("activities done", N_("Says that an activity was done."), "goals:add_activities_done",
            "goals:activity_done"),
    Command("activities drop", N_("Says that an activity is not done after all."), "goals:add_activities_done",
            "goals:drop_activity"),
    Command("deviations list", N_("Lists figures that fall short of their goals, the open ones first."),
            "deviations:add_list", "deviations:list_deviations",
            N_("An individual's are seen by that person and by those who keep the follow-up; an auditor sees their"
               " figures alone.")),
    Command("deviations show", N_("Prints one deviation with its cause and action."), "deviations:add_show",
            "deviations:show"),
    Command("deviations explain", N_("Says why a figure fell short, and what is done about it."),
            "deviations:add_explain", "deviations:explain",
            N_("A deviation is open until it has a cause and an action. What is left out stays as it is; an empty text"
               " takes it away.")),
    Command("deviations done", N_("Says that a deviation's action was done."), "deviations:add_done",
            "deviations:done"),
    Command("deviations coach", N_("Says how far an individual's coaching has come."), "deviations:add_coach",
            "deviations:coach"),
    Command("deviations board", N_("Puts a deviation on the improvement board."), "deviations:add_board",
            "deviations:put_on_board"),
    Command("deviations causes", N_("Counts the causes of deviations, by month."), "deviations:add_causes",
            "deviations:causes", N_("Individuals' are not counted.")),
    Command("deviations find", N_("Looks for deviations in spans that have closed."), "deviations:add_find",
            "deviations:find",
            N_("Desk does so by itself when it starts, when a day begins and when figures come in.")),
    Command("documents list", N_("Lists the steering documents: the mission, goals and rules of the service."),
            "steering:add_list", "steering:list_documents"),
    Command("documents show", N_("Prints a steering document, or what differs between two of its versions."),
            "steering:add_show", "steering:show"),
    Command("documents write", N_("Writes a new steering document, or the next version of one."), "steering:add_write",
            "steering:write", N_("Every version is kept for good. It is a draft until it is decided.")),
    Command("documents decide", N_("Says who decided a document's latest version, and when."), "steering:add_decide",
            "steering:decide"),
    Command("documents review", N_("Says that a document was looked at and stands, and when it is looked at next."),
            "steering:add_review", "steering:review"),
    Command("documents rest", N_("Takes a steering document out of use."), "steering:add_rest", "steering:rest"),
    Command("dialogues list", N_("Lists the dialogues, and how far each department has come."), "dialogues:add_list",
            "dialogues:list_dialogues"),
    Command("dialogues add", N_("Writes down a dialogue with a department."), "dialogues:add_add", "dialogues:add"),
    Command("dialogues show", N_("Prints one dialogue with its decisions."), "dialogues:add_show", "dialogues:show"),
    Command("dialogues change", N_("Changes what is written of a dialogue."), "dialogues:add_change",
            "dialogues:change"),
    Command("dialogues decide", N_("Writes down what a dialogue decided."), "dialogues:add_decide", "dialogues:decide"),
    Command("dialogues done", N_("Says that a decision was done, or will not be."), "dialogues:add_done",
            "dialogues:done"),
    Command("dialogues improve", N_("Puts a decision on the improvement board."), "dialogues:add_improve",
            "dialogues:improve"),
    Command("report dialogue", N_("Prints a department's own figures for its dialogue."),
            "dialogue_report:add_arguments", "dialogue_report:run",
            N_("Each beside the span before and the same a year before; improvements that concern the department, and"
               " whether what dialogues decided was done. The last whole month where no span is named.")),
    Command("calls import", N_("Brings in a telephone exchange's file of calls."), "calls:add_import",
            "calls:import_calls", N_("The same file again adds nothing. It ends with 1 where lines were refused.")),
    Command("calls set", N_("Types a group's telephone figures for a week by hand."), "calls:add_set",
            "calls:set_week"),
    Command("calls heat", N_("Prints telephone figures by hour and weekday, beside the cases of the same hours."),
            "telephone:add_heat", "telephone:heat"),
    Command("calls need", N_("Reckons how many people calls need, for a load or for each hour of a span."),
            "telephone:add_need", "telephone:need",
            N_("By Erlang's formula C. What is left out is as the goals and settings say; see docs/follow-up.md.")),
    Command("staffing list", N_("Prints a week's staffing beside the answer rate."), "staffing:add_list",
            "staffing:list_week"),
    Command("staffing set", N_("Writes how many were planned, present and away, for a group and a day."),
            "staffing:add_set", "staffing:set_day",
            N_("What is left out stays as it was. Nobody is named, and no report says why people were away.")),
    Command("staffing copy", N_("Plans a week as another was planned."), "staffing:add_copy", "staffing:copy",
            N_("Days of which something is written stay as they are.")),
    Command("staffing import", N_("Brings in a CSV file of staffing."), "staffing:add_import", "staffing:import_file",
            N_("All of it or nothing, and the same file again changes nothing.")),
    Command("staffing least", N_("Sets how many a group needs at least."), "staffing:add_least", "staffing:least"),
    Command("staffing absence", N_("Prints the whole desk's absence, with reasons only where they point at nobody."),
            "staffing:add_absence", "staffing:absence"),
    Command("check", N_("Checks the whole database: structure, references, trail."), "upkeep:add_check", "upkeep:check",
            N_("It ends with 1 where something is found. Last it prints the head of the trail: kept elsewhere and given"
               " back with --head, it proves that nothing before it was changed or taken away.")),
    Command("access list", N_("Lists who opened or handed out personal data, the newest first."), "access:add_list",
            "access:list_access", N_("Only an auditor may.")),
    Command("trail list", N_("Lists what was done to the desk itself: people, keys, copies, disposals."),
            "access:add_trail", "access:list_trail", N_("Only an auditor may.")),
    Command("trail head", N_("Prints the head of the trail, to be kept elsewhere."), "access:add_head",
            "access:print_head"),
    Command("backup", N_("Makes a consistent copy of the database while others work."), "backups:add_backup",
            "backups:backup",
            N_("Only you may read the copy. Give FILE, or --series with a folder: there every run adds"
            " a dated copy and removes those that need not be kept, but never one that it did not make.")),
    Command("restore", N_("Puts a backup in the place of the database."), "backups:add_restore", "backups:restore",
            N_("The backup is verified first, and what it replaces is kept. Others at work go on with what is"
               " restored.")),
    Command("agents add", N_("Adds a person to the desk."), "people:add_add", "people:add"),
    Command("departments list", N_("Lists the departments, those at rest last."), "organising:add_list",
            "organising:list_departments"),
    Command("departments add", N_("Adds a department."), "organising:add_department_add", "organising:department_add"),
    Command("departments change", N_("Changes a department."), "organising:add_department_change",
            "organising:department_change",
            N_("Another name reaches every case, figure, goal and report: the past is told under it too.")),
    Command("departments rest", N_("Puts a department to rest: it is offered no more."), "organising:add_one",
            "organising:department_rest"),
    Command("departments wake", N_("Puts a department that rests into use again."), "organising:add_one",
            "organising:department_wake"),
    Command("departments remove", N_("Removes a department that nothing has ever named."), "organising:add_one",
            "organising:department_remove"),
    Command("departments move", N_("Moves a department up or down in the order."), "organising:add_move",
            "organising:department_move"),
    Command("groups list", N_("Lists the answer groups, those at rest last."), "organising:add_list",
            "organising:list_groups"),
    Command("groups add", N_("Adds an answer group."), "organising:add_group_add", "organising:group_add"),
    Command("groups change", N_("Changes an answer group."), "organising:add_group_change",
            "organising:group_change",
            N_("Another name reaches every case, call, goal and figure. Files may go on saying the old one.")),
    Command("groups rest", N_("Puts an answer group to rest: it is offered no more."), "organising:add_one",
            "organising:group_rest"),
    Command("groups wake", N_("Puts an answer group that rests into use again."), "organising:add_one",
            "organising:group_wake"),
    Command("groups remove", N_("Removes an answer group that nothing has ever named."), "organising:add_one",
            "organising:group_remove"),
    Command("groups move", N_("Moves an answer group up or down in the order."), "organising:add_move",
            "organising:group_move"),
    Command("topics list", N_("Lists the topics, those at rest last."), "organising:add_list",
            "organising:list_topics"),
    Command("topics add", N_("Adds a topic."), "organising:add_topic_add", "organising:topic_add"),
    Command("topics change", N_("Changes a topic."), "organising:add_topic_change",
            "organising:topic_change",
            N_("What is registered on it already stays as it is, and so does its code.")),
    Command("topics rest", N_("Puts a topic to rest: it is offered no more."), "organising:add_one",
            "organising:topic_rest"),
    Command("topics wake", N_("Puts a topic that rests into use again."), "organising:add_one",
            "organising:topic_wake"),
    Command("topics remove", N_("Removes a topic that nothing has ever named."), "organising:add_one",
            "organising:topic_remove"),
    Command("agents list", N_("Lists the people at the desk."), "people:add_list", "people:list_people"),
    Command("agents change", N_("Changes a person's name, role or answer group."), "people:add_change", "people:change",
            N_("Another role holds at once, also in a session that is open.")),
    Command("agents rest", N_("Puts a person to rest: they can no longer log in."), "people:add_rest", "people:rest",
            N_("A session that is open ends, and keeps what was typed as a draft. Everything that they did stays. It"
               " tells how many open cases are theirs.")),
    Command("agents wake", N_("Lets a person who rests log in again."), "people:add_wake", "people:wake"),
    Command("agents key", N_("Adds a key for SSH, withdraws one, or lists a person's keys."), "keys:add_key",
            "keys:key",
            N_("A withdrawn key stays in the list, and opens nothing from the next login on.")),
    Command("agents pin", N_("Takes a person's PIN away."), "people:add_pin", "people:pin"),
    Command("authorized-keys", N_("Answers OpenSSH's AuthorizedKeysCommand; docs/ssh.md says how."),
            "authorized:add_arguments", "authorized:run",
            N_("It prints one line for a key that somebody at the desk has, and otherwise nothing. It ends with 3"
               " where the database cannot be used, and then nobody is let in.")),
)  # fmt: skip

NOUNS = {
    "dialogues": N_("Keeps the dialogues with departments, and what they decided."),
    "documents": N_("Keeps the steering documents."),
    "improvements": N_("Keeps the improvement board."),
    "wheel": N_("Keeps the annual wheel of dates."),
    "permits": N_("Looks up parking permits: who has what, what expires, what is blocked."),
    "cards": N_("Looks up bus cards: who has what, and what is blocked."),
    "routines": N_("Keeps the routines: how errands are handled here."),
    "division": N_("Keeps who answers for what, who is away, and who covers."),
    "pool": N_("Books, lends and takes back items of the pool, rooms and officiants."),
    "house": N_("Knows who is in the house, and which post waits."),
    "visitors": N_("Lets visitors in and out."),
    "post": N_("Takes in post, and hands it over."),
    "kinds": N_("Keeps the kinds of cases, and those of one's own."),
    "import": N_("Brings in what one has from CSV or Excel."),
    "report": N_("Prints follow-ups."),
    "report issued": N_("Shows reports as they were issued."),
    "recipients": N_("Looks after to whom reports go."),
    "calls": N_("Brings in telephone figures."),
    "goals": N_("Looks after goals."),
    "activities": N_("Looks after what is done to reach goals."),
    "deviations": N_("Follows what falls short of its goal."),
    "survey": N_("Keeps what people answered about attitude and knowledge."),
    "measurements": N_("Keeps service measurements, with their analysis and actions."),
    "staffing": N_("Keeps how many are planned and present."),
    "person": N_("Tells what is held on a person."),
    "retention": N_("Looks after how long personal data are kept."),
    "departments": N_("Looks after the departments."),
    "groups": N_("Looks after the answer groups."),
    "topics": N_("Looks after the topics."),
    "agents": N_("Looks after the people at the desk."),
    "access": N_("Shows who has seen what."),
    "trail": N_("Shows what was done to the desk itself, and how far its trail has come."),
}


def make_parser() -> Parser:
    """The parser of everything, in the language spoken now."""
    parser = Parser(
        prog="desk",
        description=_(
            "Registers a municipal reception's contacts and follows the week. Without a command the screen opens."
        ),
        epilog=_("`desk COMMAND --help` says what a command takes. docs/commands.md is the whole reference."),
    )
    version = f"desk {__version__}"
    parser.add_argument("--version", action="version", version=version, help=_("Prints the version."))
    parser.add_argument("--no-mouse", action="store_true", help=_("Leaves the mouse to the terminal."))
    remote = _("Opens the screen of a session over SSH: no files, no commands, nothing from the environment.")
    parser.add_argument("--remote", action="store_true", help=remote)
    commands = _subcommands(parser, required=False)
    nouns: dict[str, Commands[Parser]] = {}
    for each in COMMANDS:
        noun, _space, verb = each.name.rpartition(" ")
        _add(_under(noun, commands, nouns) if noun else commands, verb, each)
    add_global(parser, outermost=True)
    return parser


def _under(noun: str, commands: Commands[Parser], nouns: dict[str, Commands[Parser]]) -> Commands[Parser]:
    """The commands of a noun, which may itself stand under another."""
    if noun not in nouns:
        outer, _space, word = noun.rpartition(" ")
        parent = _under(outer, commands, nouns) if outer else commands
        inner = parent.add_parser(word, help=_(NOUNS[noun]), description=_(NOUNS[noun]))
        add_global(inner, noun=True)
        nouns[noun] = _subcommands(inner, required=True)
    return nouns[noun]


def _subcommands(parser: argparse.ArgumentParser, *, required: bool) -> Commands[Parser]:
    return parser.add_subparsers(
        title=_("commands"), metavar=_(COMMAND), dest="noun", parser_class=Parser, required=required
    )


def _add(to: Commands[Parser], name: str, command: Command) -> None:
    words = " ".join(_(each) for each in (command.help, command.more) if each)
    parser = to.add_parser(name, help=_(command.help), description=words)
    parser.set_defaults(command=command)

    def fill() -> None:
        command.add_arguments(parser)
        add_global(parser)

    parser.fill_later(fill)


def parsers(parser: argparse.ArgumentParser) -> Iterator[tuple[Command, argparse.ArgumentParser]]:
    """Every command with its parser, in the order of :data:`COMMANDS`."""
    found = {}
    for each in _within(parser):
        if isinstance(each, Parser):
            each.fill()
        command = each.get_default("command")
        if isinstance(command, Command):
            found[command.name] = each
    for command in COMMANDS:
        yield command, found[command.name]


def _within(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, Commands):
            for each in action.choices.values():
                yield each
                yield from _within(each)
