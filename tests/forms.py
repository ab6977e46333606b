"""Filling in forms as a browser would: from what a page shows."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.values, self._select, self._textarea, self._inside = [], None, None, False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._inside = (attrs.get("id") or "").endswith("_form")
        if not self._inside:
            return
        if tag == "select":
            self._select = attrs["name"]
            self._multiple = "multiple" in attrs
            self._first = None
            self._chosen = []
        elif tag == "option" and self._select:
            self._first = attrs.get("value", "") if self._first is None else self._first
            if "selected" in attrs:
                self._chosen.append(attrs.get("value", ""))
        elif tag == "textarea":
            self._textarea = [attrs["name"], ""]
        elif tag == "input" and attrs.get("name") and self._is_sent(attrs):
            self.values.append((attrs["name"], attrs.get("value") or ("on" if "checked" in attrs else "")))

    @staticmethod
    def _is_sent(attrs):
        kind = attrs.get("type", "text")
        return "checked" in attrs if kind in {"checkbox", "radio"} else kind not in {"submit", "file", "button"}

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            chosen = self._chosen or ([] if self._multiple or self._first is None else [self._first])
            self.values += [(self._select, value) for value in chosen]
            self._select = None
        elif tag == "textarea" and self._textarea:
            self.values.append((self._textarea[0], self._textarea[1].removeprefix("\n").rstrip("\r\n")))
            self._textarea = None

    def handle_data(self, data):
        if self._textarea:
            self._textarea[1] += data


def typed(response, **changes):
    """Returns what the form of an admin page would send, with some fields changed (None takes one out)."""
    reader = _Fields()
    reader.feed(response.content.decode())
    data = {}
    for name, value in reader.values:
        data.setdefault(name, []).append(value)
    data = {name: values if len(values) > 1 else values[0] for name, values in data.items() if "__prefix__" not in name}
    data |= {name.replace("__", "-"): value for name, value in changes.items()}
    return {name: value for name, value in data.items() if value is not None}


def save(client, address, button="_continue", **changes):
    """Opens a form, changes some of it, presses a button and returns the page that follows."""
    return client.post(address, typed(client.get(address), **{button: "1"}, **changes), follow=True)
