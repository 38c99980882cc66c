"""A person without a mouse: whatever is used is reached by Tab, and is seen to have been reached."""

from typing import Literal

from playwright.sync_api import Locator, Page

FOCUSED = """
(target) => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const marked = [at, ...at.querySelectorAll("path, rect")].some((part) => {
    const style = getComputedStyle(part);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return outlined || (part !== at && parseFloat(style.strokeWidth) >= 4);
  });
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { there: at === target, seen: at === document.body || (marked && inside), html: at.outerHTML.slice(0, 160) };
}
"""
"""Whether the target has the focus, and whether one sees what has: an outline, or a thick edge on the map."""
MOST = 250
"""Tabs after which a thing counts as out of reach."""


class Keyboard:
    """The keys of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Press Tab until the target has the focus."""
        wanted = target.element_handle()
        for _ in range(MOST):
            self.press("Tab")
            now = self.page.evaluate(FOCUSED, wanted)
            assert now["seen"], f"nobody sees that this has the focus: {now['html']}"
            if now["there"]:
                return
        raise AssertionError(f"{target} is not reached by Tab")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, label: str, text: str) -> None:
        """Go to a field and write into it instead of what stands there."""
        self.reach(self.page.get_by_label(label, exact=label in ("Source", "Kind")).first)
        self.press("Control+A")
        self.page.keyboard.type(text)

    def follow(self, role: Literal["link", "button"], name: str) -> None:
        """Go to a link or a button, press Enter, and wait for the page that this opens."""
        self.reach(self.page.get_by_role(role, name=name, exact=True).first)
        self.opening("Enter")

    def opening(self, key: str) -> None:
        """Press a key that opens another page, and wait for it."""
        with self.page.expect_navigation():
            self.press(key)
