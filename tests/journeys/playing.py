"""What a test asks of a playing film."""

from playwright.sync_api import Page, expect

_PLAYS_ON = """
async (seconds) => {
    const video = document.querySelector('video');
    const start = { at: video.currentTime, frames: video.getVideoPlaybackQuality().totalVideoFrames };
    const end = performance.now() + 25000;
    while (performance.now() < end) {
        await new Promise((done) => setTimeout(done, 100));
        const frames = video.getVideoPlaybackQuality().totalVideoFrames;
        if (video.currentTime >= start.at + seconds && frames > start.frames) return true;
    }
    return false;
}
"""


def plays_on(page: Page, seconds: float = 1.0) -> bool:
    """Tell whether time goes on *and* pictures are decoded meanwhile."""
    page.locator("video").wait_for()
    return bool(page.evaluate(_PLAYS_ON, seconds))


def position(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video').currentTime"))


def open_title(page: Page, item_id: str) -> None:
    page.goto(f"/app/title/{item_id}")
    page.get_by_role("heading", level=1).wait_for()


def press_play(page: Page) -> None:
    page.locator("#content").get_by_role("link", name="Play", exact=True).click()
    expect(page.locator("video")).to_have_js_property("paused", value=False)


def until_position(page: Page, seconds: float, tolerance: float = 4.0) -> None:
    page.wait_for_function(
        "([at, by]) => Math.abs(document.querySelector('video')?.currentTime - at) <= by", arg=[seconds, tolerance]
    )
