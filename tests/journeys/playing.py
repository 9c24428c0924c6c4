"""What a test asks of a playing film. All of it stays true once it is: a slow machine looks late, and a film goes on."""

from playwright.sync_api import Page, expect

_PLAYS_ON = """
async (seconds) => {
    const video = document.querySelector('video');
    const start = { at: video.currentTime, frames: video.getVideoPlaybackQuality().totalVideoFrames };
    const end = performance.now() + 60000;
    while (performance.now() < end) {
        const frames = video.getVideoPlaybackQuality().totalVideoFrames;
        if (video.currentTime >= start.at + seconds && frames > start.frames) return true;
        if (video.ended && frames > 0) return true;
        await new Promise((done) => setTimeout(done, 100));
    }
    return false;
}
"""
_PLAYED_FROM = """
([at, by]) => {
    const played = document.querySelector('video')?.played;
    return played && [...Array(played.length).keys()].some((each) => Math.abs(played.start(each) - at) <= by);
}
"""


def slowly(page: Page) -> None:
    """Let films play at a tenth of their speed in this window: a slow machine is in time for what comes at their end."""
    page.add_init_script("addEventListener('play', (event) => (event.target.playbackRate = 0.1), true)")


def plays_on(page: Page, seconds: float = 1.0) -> bool:
    """Tell whether time goes on *and* pictures are decoded meanwhile; a film that came to its end did so."""
    page.locator("video").wait_for()
    return bool(page.evaluate(_PLAYS_ON, seconds))


def position(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video').currentTime"))


def open_title(page: Page, item_id: str) -> None:
    page.goto(f"/app/title/{item_id}")
    page.get_by_role("heading", level=1).wait_for()


def press_play(page: Page) -> None:
    page.locator("#content").get_by_role("link", name="Play", exact=True).click()
    plays_from(page, 0)


def plays_from(page: Page, seconds: float, tolerance: float = 2.0) -> None:
    """Wait until the film has played from a position on, however far it has come since."""
    page.wait_for_function(_PLAYED_FROM, arg=[seconds, tolerance])


def leave(page: Page) -> None:
    """Leave the player, and wait until the server knows where it stopped."""
    with page.expect_response(lambda answer: answer.request.method == "DELETE" and "/playback/" in answer.url):
        page.keyboard.press("Escape")


def pause(page: Page) -> None:
    """Press the key that pauses."""
    page.keyboard.press("k")
    expect(page.locator("video")).to_have_js_property("paused", value=True)
