"""A person who has a keyboard and nothing else."""

import re
import time

from playwright.sync_api import Page

MOST = 40  # presses of Tab that somebody is asked for on the way to one thing
PAUSE = 10  # seconds until what is on its way must have come

# Whether one sees where the focus is: in the window, with a ring around it, what holds it or what it stands for.
IS_SEEN = """() => {
  const at = document.activeElement;
  const { top, bottom, width } = at.getBoundingClientRect();
  const around = [at, at.parentElement, at.nextElementSibling].filter(Boolean);
  const ringed = around.some((one) => getComputedStyle(one).outlineStyle !== "none");
  return ringed && width > 0 && bottom > 0 && top < innerHeight;
}"""


class Hands:
    """Press keys on a page; nothing is clicked, filled in or given the focus by a script."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._reader = page.context.new_cdp_session(page)

    def focused(self) -> tuple[str, str]:
        """Role and name of what has the focus, as a screen reader is told them; the page itself has no name."""
        answer = self._reader.send("Runtime.evaluate", {"expression": "document.activeElement"})
        wanted = {"objectId": answer["result"]["objectId"], "fetchRelatives": False}
        (node,) = self._reader.send("Accessibility.getPartialAXTree", wanted)["nodes"]
        return tuple(node.get(part, {}).get("value", "") for part in ("role", "name"))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def follow(self) -> None:
        """Press Enter, which leads to another page."""
        with self.page.expect_navigation():
            self.press("Enter")

    def tab_to(self, name: str | re.Pattern[str], role: str = "", *, back: bool = False) -> None:
        """Press Tab until what has the focus bears the name, or holds the pattern."""
        trail = []
        for _ in range(MOST):
            self.press("Shift+Tab" if back else "Tab")
            here = self.focused()
            trail.append(here)
            if is_named(here[1], name) and role in here[0]:
                assert self.page.evaluate(IS_SEEN), f"one does not see that {here} has the focus"
                return
        raise AssertionError(f"{name} is not reached with {MOST} presses of Tab, only {[name for _, name in trail]}")

    def wait_for(self, name: str | re.Pattern[str]) -> None:
        """What was pressed leaves the focus there."""
        deadline = time.monotonic() + PAUSE
        while not is_named(self.focused()[1], name):
            assert time.monotonic() < deadline, f"the focus is not at {name} but at {self.focused()}"
            self.page.wait_for_timeout(50)


def is_named(found: str, name: str | re.Pattern[str]) -> bool:
    return found == name if isinstance(name, str) else bool(name.search(found))
