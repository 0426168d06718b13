"""The commands that register and move cases, and those that make a desk, part of :data:`desk.cli.commands.COMMANDS`."""

from __future__ import annotations

from desk.cli.command import Command
from desk.words import N_

_CASE = N_("Prints a sentence; with --output json, the case as `desk show` gives it.")
CASES: tuple[Command, ...] = (
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
    Command("handover", N_("Hands a case over to a department or person, and prints the letter for them."),
            "handovers:add_handover", "handovers:handover",
            N_("Nothing is sent. The letter never holds a personal number; of a protected identity or a confidential"
               " case it says only that it is there.")),
    Command("answer", N_("Notes what those answered whom a case was handed over to."), "handovers:add_answer",
            "handovers:answer", _CASE),
    Command("reply", N_("Prints the reply to a citizen, for somebody to send."), "handovers:add_reply",
            "handovers:reply", N_("It begins from what was answered last. Nothing is sent.")),
)  # fmt: skip
