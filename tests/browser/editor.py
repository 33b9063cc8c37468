"""What an office's editor does with the data page, before anything is asked."""

from playwright.sync_api import expect


def logs_in(desk):
    fields = desk.page.locator(".st-key-data-login input")
    fields.nth(0).fill("anna")
    fields.nth(1).fill("right")
    desk.page.get_by_role("button", name="登录", exact=True).click()
    expect(desk.page.locator(".data-access.is-in")).to_be_visible()


def gives(desk, name, content):
    data = content if isinstance(content, bytes) else content.encode()
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    desk.page.locator(".st-key-data-drop input[type=file]").set_input_files(file)
    expect(desk.page.locator(".data-apply")).to_be_visible(timeout=120_000)
