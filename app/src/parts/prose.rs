//! Sentences in which amounts, dates and numbers with their unit stay on one line.

use crate::text::format;
use leptos::prelude::*;

/// The text with its amounts, dates and measures kept whole; the words are escaped as ever.
pub fn prose(text: &str) -> AnyView {
    pieces(text)
        .into_iter()
        .map(|(piece, kept)| {
            let piece = piece.to_owned();
            if kept { view! { <span class="nowrap">{piece}</span> }.into_any() } else { piece.into_any() }
        })
        .collect_view()
        .into_any()
}

/// The text in order, each piece with whether it must not break.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let (mut rest, mut at) = (text, 0);
    while let Some(start) = rest[at..].find(|c: char| c.is_ascii_digit() || c == '¥' || c == '−') {
        let start = at + start;
        let end = start + measure(&rest[start..]);
        if end - start >= 4 {
            if start > 0 {
                found.push((&rest[..start], false));
            }
            found.push((&rest[start..end], true));
            (rest, at) = (&rest[end..], 0);
        } else {
            at = end;
        }
    }
    if !rest.is_empty() {
        found.push((rest, false));
    }
    found
}

/// Length in bytes of the number, amount, date or time at the start, with its unit; at least one character.
fn measure(text: &str) -> usize {
    let part = |c: char| c.is_ascii_digit() || format::IN_NUMBERS.contains(c);
    let mut end = text.find(|c: char| !part(c)).unwrap_or(text.len());
    // A sentence may end after a number: its full stop is not part of it.
    end = text[..end].trim_end_matches([',', '.', ':', '-']).len();
    if let Some(after) = text[end..].strip_prefix(' ') {
        let time =
            after.get(..5).filter(|t| t.as_bytes()[2] == b':' && t.starts_with(|c: char| c.is_ascii_digit()));
        let unit = format::UNITS.iter().find(|unit| after.starts_with(*unit));
        end += time.or(unit.copied()).map_or(0, |more| 1 + more.len());
    }
    end.max(text.chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Vec<&str> {
        let pieces = pieces(text);
        assert_eq!(pieces.iter().map(|(piece, _)| *piece).collect::<String>(), text);
        pieces.into_iter().filter(|(_, kept)| *kept).map(|(piece, _)| piece).collect()
    }

    #[test]
    fn keeps_what_is_read_in_one_go() {
        assert_eq!(kept("不动产登记，2026-11-21 12:06）"), ["2026-11-21 12:06"]);
        assert_eq!(kept("需要：3 个月。连续 24 个月"), ["3 个月", "24 个月"]);
        assert_eq!(kept("预计最多 ¥31,200.00。"), ["¥31,200.00"]);
        assert_eq!(kept("2026年11月起，一共 −¥5.00"), ["2026年11月", "−¥5.00"]);
        assert_eq!(kept("第 2 步，共 3 步"), Vec::<&str>::new());
        assert_eq!(kept(""), Vec::<&str>::new());
    }
}
