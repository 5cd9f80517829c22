"""Tab for a shell that is named: `--show-completion bash`.

Without a name typer goes by the shell that it runs under, which in a script is often one that has no completion.
"""

from collections.abc import Sequence

from baclotrack.cli.call import complain, inert, say

SHOW, INSTALL = "--show-completion", "--install-completion"
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
NEXT = f"Name one of {', '.join(SHELLS)}, for example: baclotrack {SHOW} bash"


def run_for_shell(arguments: Sequence[str]) -> int | None:
    """Show or install the completion for the shell that is named; None where none is, or nothing of it is asked."""
    flag, _, shell = " ".join(arguments).replace("=", " ", 1).partition(" ")
    if flag not in {SHOW, INSTALL} or not shell:
        return None
    if shell not in SHELLS:
        complain(f"baclotrack: {inert(shell[:40])!r} is no shell that baclotrack knows. {NEXT}")
        return 2
    from typer.completion import get_completion_script, install  # type: ignore[attr-defined]  # not listed, but public

    if flag == SHOW:
        say(get_completion_script(prog_name="baclotrack", complete_var="_BACLOTRACK_COMPLETE", shell=shell))
        return 0
    _, place = install(shell=shell, prog_name="baclotrack", complete_var="_BACLOTRACK_COMPLETE")
    say(f"Tab is set up for {shell}, in {place}. Open a new terminal to use it.")
    return 0
