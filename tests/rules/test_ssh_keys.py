"""Public keys: which are taken, their fingerprints, and the line that sshd gets; compared with OpenSSH's own."""

from __future__ import annotations

import base64
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules import ssh_keys
from desk.rules.refusals import Problem, Refused
from desk.rules.ssh_keys import PublicKey, authorized_line, key_of, read_key, session_command

Refusal = Callable[[Callable[[], object]], Problem]

ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
"""Made up: the 32 bytes 0, 1, 2, … stand where the point would be."""


def part(data: bytes) -> bytes:
    """A part of a key: its length, then itself."""
    return len(data).to_bytes(4, "big") + data


def number(value: int) -> bytes:
    """A positive number as a part."""
    return part(value.to_bytes(value.bit_length() // 8 + 1, "big"))


def line(kind: str, *parts: bytes, rest: bytes = b"") -> str:
    """A key's line, put together by hand."""
    blob = part(kind.encode()) + b"".join(parts) + rest
    return f"{kind} {base64.b64encode(blob).decode()}"


def point(size: int) -> bytes:
    return part(b"\x04" + bytes(2 * size))


GOOD = {
    "ssh-ed25519": line("ssh-ed25519", part(bytes(32))),
    "sk-ssh-ed25519@openssh.com": line("sk-ssh-ed25519@openssh.com", part(bytes(32)), part(b"ssh:")),
    "ecdsa-sha2-nistp256": line("ecdsa-sha2-nistp256", part(b"nistp256"), point(32)),
    "ecdsa-sha2-nistp384": line("ecdsa-sha2-nistp384", part(b"nistp384"), point(48)),
    "ecdsa-sha2-nistp521": line("ecdsa-sha2-nistp521", part(b"nistp521"), point(66)),
    "sk-ecdsa-sha2-nistp256@openssh.com": line(
        "sk-ecdsa-sha2-nistp256@openssh.com", part(b"nistp256"), point(32), part(b"ssh:")
    ),
    "ssh-rsa": line("ssh-rsa", number(65537), number((1 << 2047) + 1)),
}


def test_every_type_has_an_example_here() -> None:
    assert set(GOOD) == set(ssh_keys.TYPES)


@pytest.mark.parametrize("kind", list(GOOD))
def test_a_key_of_each_type_is_taken(kind: str) -> None:
    key = read_key(GOOD[kind] + " anna@reception\n")
    assert (key.type, f"{key.type} {key.key}", key.comment) == (kind, GOOD[kind], "anna@reception")


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        (["-t", "ed25519"], "ssh-ed25519"),
        (["-t", "ecdsa", "-b", "256"], "ecdsa-sha2-nistp256"),
        (["-t", "ecdsa", "-b", "384"], "ecdsa-sha2-nistp384"),
        (["-t", "ecdsa", "-b", "521"], "ecdsa-sha2-nistp521"),
        (["-t", "rsa", "-b", "2048"], "ssh-rsa"),
    ],
)
@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen here to compare with")
def test_the_fingerprint_is_the_one_that_openssh_prints(options: list[str], kind: str, tmp_path: Path) -> None:
    file = tmp_path / "id"
    subprocess.run(["ssh-keygen", "-q", "-N", "", "-C", "Ann Örn", *options, "-f", str(file)], check=True)
    told = subprocess.run(["ssh-keygen", "-lf", f"{file}.pub"], check=True, capture_output=True, text=True).stdout
    key = read_key(Path(f"{file}.pub").read_text(encoding="utf-8"))
    assert key.fingerprint == told.split()[1]
    assert ssh_keys.is_fingerprint(key.fingerprint)
    assert (key.type, key.comment) == (kind, "Ann Örn")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "ssh_key_missing"),
        (" \n# only a word\n", "ssh_key_missing"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n", "ssh_key_private"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n", "ssh_key_private"),
        ("PuTTY-User-Key-File-3: ssh-ed25519\n", "ssh_key_private"),
        (f"-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n{ED25519}\n", "ssh_key_private"),
        ("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n", "ssh_key_other_form"),
        ("-----BEGIN PUBLIC KEY-----\nMIIB\n", "ssh_key_other_form"),
        (f"{ED25519} a\n{ED25519} b\n", "ssh_key_several"),
        (f"{ED25519}\rcommand", "ssh_key_several"),
        (f'command="sh" {ED25519}', "ssh_key_options"),
        (f'command="a b",no-pty {ED25519} bo', "ssh_key_options"),
        (f"no-pty {ED25519}", "ssh_key_options"),
        (f"cert-authority {ED25519}", "ssh_key_options"),
        ("ssh-dss AAAAB3NzaC1kc3MAAACB", "ssh_key_type"),
        ("ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5", "ssh_key_type"),
        ("sk-ssh-ed25519 AAAAC3Nz", "ssh_key_type"),
        ("SSH-ED25519 AAAAC3Nz", "ssh_key_type"),
        ("hello", "ssh_key_invalid"),
        ("ssh-ed25519", "ssh_key_invalid"),
        ("ssh-ed25519 ****", "ssh_key_invalid"),
        (ED25519[:-1], "ssh_key_invalid"),
        (ED25519[:-4], "ssh_key_invalid"),
        (ED25519 + "AAAA", "ssh_key_invalid"),
        (ED25519.replace("AAAAIAAB", "/////////"), "ssh_key_invalid"),
        ("ssh-ed25519 " + "A" * 20_000, "ssh_key_invalid"),
        ("ecdsa-sha2-nistp256" + ED25519.removeprefix("ssh-ed25519"), "ssh_key_other_type"),
        (line("ssh-ed25519", part(bytes(31))), "ssh_key_invalid"),
        (line("ssh-ed25519", part(bytes(32)), rest=b"x"), "ssh_key_invalid"),
        (line("sk-ssh-ed25519@openssh.com", part(bytes(32))), "ssh_key_invalid"),
        (line("sk-ssh-ed25519@openssh.com", part(bytes(32)), part(b"")), "ssh_key_invalid"),
        (line("ecdsa-sha2-nistp256", part(b"nistp384"), point(48)), "ssh_key_invalid"),
        (line("ecdsa-sha2-nistp384", part(b"nistp384"), point(32)), "ssh_key_invalid"),
        (line("ecdsa-sha2-nistp256", part(b"nistp256"), part(b"\x02" + bytes(64))), "ssh_key_invalid"),
        (line("ssh-rsa", number(65537), number((1 << 2046) + 1)), "ssh_key_short"),
        (line("ssh-rsa", number(65536), number((1 << 2047) + 1)), "ssh_key_invalid"),
        (line("ssh-rsa", number(1), number((1 << 2047) + 1)), "ssh_key_invalid"),
        (line("ssh-rsa", number(65537), number((1 << 16384) + 1)), "ssh_key_invalid"),
        (line("ssh-rsa", number(65537), part(b"\x00\x00" + ((1 << 2047) + 1).to_bytes(256, "big"))), "ssh_key_invalid"),
        (line("ssh-rsa", number(65537), part(((1 << 2047) + 1).to_bytes(256, "big"))), "ssh_key_invalid"),
        (line("ssh-rsa", number(65537)), "ssh_key_invalid"),
    ],
)
def test_anything_else_is_refused_with_what_it_is(text: str, code: str, refusal: Refusal) -> None:
    problem = refusal(lambda: read_key(text))
    assert (problem.code, problem.field) == (code, "key")
    assert "{" not in problem.reason + problem.right


def test_base64_has_one_way_of_being_written(refusal: Refusal) -> None:
    """``…fU=`` and ``…fV=`` decode to the same bytes: the key that somebody withdrew would have a second text."""
    kind = "ecdsa-sha2-nistp256"
    good = GOOD[kind].removeprefix(kind + " ")
    assert good.endswith("A=")
    assert refusal(lambda: key_of(kind, good[:-2] + "B=")).code == "ssh_key_invalid"


def test_the_comment_is_cleaned_and_cut() -> None:
    assert read_key(f"{ED25519} a\x1b]0;x\x07b\N{RIGHT-TO-LEFT OVERRIDE}c\x00  d").comment == "a]0;xb�c�  d"
    assert len(read_key(f"{ED25519} {'ö' * 500}").comment) == ssh_keys.LONGEST_COMMENT
    assert read_key(f"\ufeff{ED25519}\r\n").comment == ""


@given(st.text(max_size=200) | st.text("AAAAC3Nza ssh-ed25519\n", max_size=200))
def test_no_text_does_anything_but_parse_or_be_refused(text: str) -> None:
    try:
        key = read_key(text)
    except Refused:
        return
    assert read_key(f"{key.type} {key.key} {key.comment}") == key


@given(st.binary(max_size=300))
def test_no_bytes_after_a_type_do_anything_but_parse_or_be_refused(data: bytes) -> None:
    for kind in ssh_keys.TYPES:
        blob = part(kind.encode()) + data
        try:
            key_of(kind, base64.b64encode(blob).decode())
        except Refused as refused:
            codes = {each.code for each in refused.problems}
        else:
            codes = set()
        assert codes <= {"ssh_key_invalid", "ssh_key_short"}


# ------------------------------------------------------------------ the line for sshd


def unquoted(text: str) -> str:
    """The command in a line, taken out of its quotation marks as sshd's ``opt_dequote`` does."""
    start = 'restrict,pty,command="'
    assert text.startswith(start)
    told, rest = "", text[len(start) :]
    while not rest.startswith('"'):
        if rest.startswith('\\"'):
            rest = rest[1:]
        told, rest = told + rest[0], rest[1:]
    assert rest.count(" ") == 2
    return told


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=40).filter(
    str.isprintable
)


@given(st.lists(WORDS, max_size=4), WORDS)
def test_every_word_of_the_command_arrives_as_it_was(words: list[str], home: str) -> None:
    command = session_command(["/opt/desk/bin/python", *words], {"HOME": home})
    text = authorized_line(PublicKey("ssh-ed25519", "AAAA"), command)
    assert "\n" not in text
    assert text.endswith('" ssh-ed25519 AAAA')
    asked, _semicolon, started = unquoted(text).partition("; ")
    assert asked == 'test "$SSH_ORIGINAL_COMMAND" = wall && set -- DESK_WALL=1'
    found = shlex.split(started)
    assert found[:3] == ["exec", "/usr/bin/env", "-i"]
    client = [f"{name}=${name}" for name in ("TERM", "LANG", "LC_ALL")]
    assert found[3:] == [*client, "$@", f"HOME={home}", "/opt/desk/bin/python", *words]


@pytest.mark.parametrize("wrong", ["a\nb", "a\x1b", "a\x00"])
def test_a_path_with_a_line_end_makes_no_line(wrong: str) -> None:
    with pytest.raises(ValueError, match="cannot be shown"):
        session_command(["/bin/true", wrong], {})


@pytest.mark.parametrize("term", ["`id`", "$(id)", '";id;"', "a b", "'", "\\", "x\ny", "-i", "$HOME"])
@pytest.mark.skipif(shutil.which("sh") is None or not Path("/usr/bin/env").exists(), reason="needs a Unix shell")
def test_the_shell_takes_what_the_client_says_for_text(term: str) -> None:
    command = session_command(["/usr/bin/env", "-0"], {"HOME": "/a 'b\" $c"})
    done = subprocess.run(
        ["/bin/sh", "-c", unquoted(authorized_line(PublicKey("x", "y"), command))],
        env={"TERM": term, "SSH_ORIGINAL_COMMAND": term, "LANG": "sv_SE.UTF-8", "SECRET": "1", "PYTHONPATH": "/tmp"},
        check=True,
        capture_output=True,
        text=True,
    )
    found = dict(each.split("=", 1) for each in done.stdout.split("\0") if each)
    assert found == {"TERM": term, "LANG": "sv_SE.UTF-8", "LC_ALL": "", "HOME": "/a 'b\" $c"}


@pytest.mark.parametrize(
    ("asked", "wall"), [("wall", True), ("wall ", False), ("wall; id", False), ("(", False), ("", False)]
)
@pytest.mark.skipif(shutil.which("sh") is None or not Path("/usr/bin/env").exists(), reason="needs a Unix shell")
def test_one_word_that_is_asked_for_is_heard(asked: str, wall: bool) -> None:
    command = unquoted(authorized_line(PublicKey("x", "y"), session_command(["/usr/bin/env", "-0"], {"HOME": "/"})))
    client = {"TERM": "xterm", "SSH_ORIGINAL_COMMAND": asked}
    done = subprocess.run(["/bin/sh", "-c", command], env=client, check=True, capture_output=True, text=True)
    found = dict(each.split("=", 1) for each in done.stdout.split("\0") if each)
    more = {"DESK_WALL": "1"} if wall else {}
    assert found == {"TERM": "xterm", "LANG": "", "LC_ALL": "", "HOME": "/", **more}
