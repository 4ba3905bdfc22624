"""The page behind the set-up link: a form for the first administrator, whole in itself and served by us.

The link's key stands after `#`, which browsers keep to themselves: it reaches no log, proxy or Referer header.
"""

from __future__ import annotations

import base64
import hashlib
from string import Template

from leadbase.kit.errors import Language

SETUP_PATH = "/api/v1/setup/start"
"""Where the page stands; it posts to `../setup` and goes on to `../docs`, the page of the API."""

_STYLE = """
:root { color-scheme: light dark; --line: #d3d9e2; --act: #3a5ccc; --paper: #f6f7f9; --card: #fff; --quiet: #4e5767 }
@media (prefers-color-scheme: dark) {
  :root { --line: #353d4a; --act: #4767da; --paper: #0e1116; --card: #151920; --quiet: #a9b2c0 }
}
body { font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; margin: 0; background: var(--paper) }
main { max-width: 23rem; margin: 12vh auto 2rem; padding: 2rem; box-sizing: border-box; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px }
h1 { font-size: 1.35rem; margin: 0 0 .25rem }
p { margin: 0 0 1rem; color: var(--quiet) }
label { display: block; margin: 0 0 1rem; font-size: .875rem }
input { display: block; width: 100%; box-sizing: border-box; font: inherit; font-size: 1rem; margin-top: .25rem;
  padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit }
input:focus-visible, button:focus-visible { outline: 2px solid var(--act); outline-offset: 1px }
button { width: 100%; font: inherit; padding: .55rem; border: 0; border-radius: 6px; background: var(--act);
  color: #fff; cursor: pointer }
button:disabled { opacity: .6 }
#problem { margin: 1rem 0 0; color: #db4f4a }
#problem:empty { display: none }
@media (max-width: 30rem) { main { margin: 0; min-height: 100vh; max-width: none; border: 0; border-radius: 0 } }
"""

_SCRIPT = """
document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = document.querySelector('button'), problem = document.querySelector('#problem');
  button.disabled = true;
  problem.textContent = '';
  const fields = Object.fromEntries(new FormData(event.target));
  try {
    const answer = await fetch('../setup', {
      method: 'POST',
      headers: {'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang},
      body: JSON.stringify({...fields, token: location.hash.slice(1)}),
    });
    if (answer.ok) { location.replace('../docs'); return; }
    const told = await answer.json();
    problem.textContent = typeof told.detail === 'string' ? told.detail : told.title;
  } catch (error) {
    problem.textContent = String(error);
  }
  button.disabled = false;
});
"""

_PAGE = Template("""<!doctype html>
<html lang="$language">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>$title</title>
<style>$style</style>
<main>
<h1>$title</h1>
<p>$welcome</p>
<form>
<label>$email<input name="email" type="email" autocomplete="username" required></label>
<label>$name<input name="name" autocomplete="name" required></label>
<label>$password<input name="password" type="password" minlength="8" autocomplete="new-password" required></label>
<button>$go</button>
<p id="problem" role="alert"></p>
</form>
</main>
<script>$script</script>
</html>
""")

_WORDS: dict[Language, dict[str, str]] = {
    "zh-CN": {
        "title": "设置 Leadbase",
        "welcome": "请创建第一位管理员。该链接只能使用一次。",
        "email": "邮箱",
        "name": "姓名",
        "password": "密码（至少 8 个字符）",
        "go": "创建并登录",
    },
    "en": {
        "title": "Set up Leadbase",
        "welcome": "Create the first administrator. This link works once.",
        "email": "Email",
        "name": "Name",
        "password": "Password (at least 8 characters)",
        "go": "Create and sign in",
    },
}


def setup_url(public_url: str, key: str) -> str:
    """Give the whole set-up link at this server's own address."""
    return f"{public_url.rstrip('/')}{SETUP_PATH}#{key}"


def setup_page(language: Language) -> str:
    """Give the page's HTML in this language."""
    return _PAGE.substitute(_WORDS[language], language=language, style=_STYLE, script=_SCRIPT)


def setup_policy() -> str:
    """Give the Content-Security-Policy under which the page works and nothing else does."""
    return (
        f"default-src 'none'; script-src {_source(_SCRIPT)}; style-src {_source(_STYLE)}; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
