"""The commands that look after people, their data, the trail and the database.

A part of :data:`desk.cli.commands.COMMANDS`.
"""

from __future__ import annotations

from desk.cli.command import Command
from desk.words import N_

UPKEEP: tuple[Command, ...] = (
    Command("person export", N_("Writes everything held on a person into one file."), "person:add_export",
            "person:export",
            N_("Cases with their trails and who opened them, cards, permits and unfinished forms. A lead or an"
               " administrator may; it is written into the access log. Where nothing is held, the file says so.")),
    Command("retention list", N_("Prints for how long each kind's personal data are kept, and who says so."),
            "retention_periods:add_list", "retention_periods:list_periods"),
    Command("retention set", N_("Decides for how long a kind's personal data are kept."), "retention_periods:add_set",
            "retention_periods:set_period",
            N_("It goes before the settings and Desk's own days. The cases that have ended follow at once.")),
    Command("retention run", N_("Disposes of personal data whose time has come."), "retention:add_run", "retention:run",
            N_("The person and the free text go, for good; what is counted stays, and every report is as it was. An"
               " administrator may. It ends with 1 where traces are left in the file. See docs/retention.md.")),
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
    Command("move", N_("Moves the whole desk to another database."), "moving:add_move", "moving:move",
            N_("From a file to a server, from a server to a file, or from one to another of the same sort. Every row"
               " and every report is compared before anybody can use the new one; the old one is left as it is. An"
               " administrator may. See docs/moving.md.")),
    Command("agents add", N_("Adds a person to the desk."), "people:add_add", "people:add"),
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
