//! Reads Rust text just well enough to tell code, strings and comments apart.

/// One file in the views that the rules need. All views have the same lines as the file.
pub struct Source {
    /// Path from the top of the tree, with `/`.
    pub path: String,
    pub raw: String,
    /// Without comments; contents of strings and characters blanked.
    pub code: String,
    /// Without comments; strings kept.
    pub spoken: String,
    /// `code` without `#[cfg(test)]` items.
    pub shipped: String,
}

impl Source {
    pub fn new(path: &str, raw: &str) -> Source {
        let (code, spoken) = views(raw);
        let shipped = without_tests(&code);
        Source { path: path.to_owned(), raw: raw.to_owned(), code, spoken, shipped }
    }

    pub fn is_test_file(&self) -> bool {
        self.path.contains("/tests/")
            || self.path.contains("/benches/")
            || self.path.contains("/examples/")
            || self.path.ends_with("/tests.rs")
            || self.path.ends_with("_tests.rs")
    }
}

/// Blanks `text` but keeps its line breaks.
fn blank(text: &str, out: &mut String) {
    out.extend(text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
}

fn views(raw: &str) -> (String, String) {
    let (mut code, mut spoken) = (String::new(), String::new());
    let mut rest = raw;
    while !rest.is_empty() {
        let before = code.chars().last();
        let (kind, len) = token(rest, before);
        let (text, after) = rest.split_at(len);
        match kind {
            Kind::Comment => {
                blank(text, &mut code);
                blank(text, &mut spoken);
            }
            Kind::Text => {
                blank(text, &mut code);
                spoken.push_str(text);
            }
            Kind::Code => {
                code.push_str(text);
                spoken.push_str(text);
            }
        }
        rest = after;
    }
    (code, spoken)
}

enum Kind {
    Comment,
    Text,
    Code,
}

/// The next piece of the text and its length in bytes. `before` is the character it follows.
fn token(rest: &str, before: Option<char>) -> (Kind, usize) {
    if rest.starts_with("//") {
        return (Kind::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Kind::Comment, block_comment(rest));
    }
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if !in_word && let Some(len) = raw_string(rest) {
        return (Kind::Text, len);
    }
    if rest.starts_with('"') {
        return (Kind::Text, quoted(rest));
    }
    if let Some(len) = character(rest) {
        return (Kind::Text, len);
    }
    (Kind::Code, rest.chars().next().map_or(1, char::len_utf8))
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// `r"…"`, `r#"…"#`, with or without a `b` or `c` before.
fn raw_string(rest: &str) -> Option<usize> {
    let start = rest.strip_prefix(['b', 'c']).unwrap_or(rest).strip_prefix('r')?;
    let hashes = start.len() - start.trim_start_matches('#').len();
    start[hashes..].strip_prefix('"')?;
    let open = rest.len() - start.len() + hashes + 1;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(rest[open..].find(&end).map_or(rest.len(), |at| open + at + end.len()))
}

fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A character literal; a lifetime is not one.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    if inner.starts_with('\\') {
        let close = inner.char_indices().skip(2).find(|(_, c)| *c == '\'')?.0;
        return Some(close + 2);
    }
    let first = inner.chars().next()?.len_utf8();
    inner[first..].starts_with('\'').then_some(first + 2)
}

fn without_tests(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        let item = &rest[at..];
        let end = item_end(item);
        out.push_str(&rest[..at]);
        blank(&item[..end], &mut out);
        rest = &item[end..];
    }
    out.push_str(rest);
    out
}

/// Where the item at the start ends: its closing brace, or its semicolon when it has none.
pub fn item_end(code: &str) -> usize {
    let brace = code.find('{').unwrap_or(code.len());
    let semicolon = code.find(';').unwrap_or(code.len());
    if semicolon < brace { semicolon + 1 } else { brace + block_end(&code[brace..]) }
}

/// Length of the `{…}` block at the start.
pub fn block_end(code: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

/// The line number, from 1, of a byte offset.
pub fn line_of(text: &str, offset: usize) -> usize {
    1 + text[..offset].matches('\n').count()
}

/// Offsets at which `needle` stands as a whole word: no letter, digit or `_` on either side where the needle
/// itself begins or ends with one.
pub fn words(text: &str, needle: &str) -> Vec<usize> {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(needle)
        .filter(|(at, _)| {
            let clear_left = !part(needle.chars().next()) || !part(text[..*at].chars().next_back());
            let clear_right =
                !part(needle.chars().next_back()) || !part(text[at + needle.len()..].chars().next());
            clear_left && clear_right
        })
        .map(|(at, _)| at)
        .collect()
}
