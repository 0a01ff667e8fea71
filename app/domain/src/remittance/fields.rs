//! One CSV line into its fields (RFC 4180, without line breaks inside quotes: a record is a line, so that a
//! damaged line cannot swallow its neighbours).

use std::borrow::Cow;

/// The fields of a line; `None` when a quote is not closed or text follows a closing quote.
pub fn split_fields(line: &str) -> Option<Vec<Cow<'_, str>>> {
    if !line.contains('"') {
        return Some(line.split(',').map(Cow::Borrowed).collect());
    }
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (field, after) = match rest.trim_start().strip_prefix('"') {
            Some(quoted) => {
                let (text, after) = quoted_field(quoted)?;
                (Cow::Owned(text), after.trim_start())
            }
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (Cow::Borrowed(&rest[..end]), &rest[end..])
            }
        };
        fields.push(field);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return after.is_empty().then_some(fields),
        }
    }
}

/// Reads up to the closing quote; a doubled quote stands for one. Returns the text and what follows.
fn quoted_field(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('"')?;
        out.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(next) => {
                out.push('"');
                rest = next;
            }
            None => return Some((out, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn splits() {
        for (line, fields) in [
            ("a,b,c", vec!["a", "b", "c"]),
            ("", vec![""]),
            ("a,,", vec!["a", "", ""]),
            ("\"a,b\",c", vec!["a,b", "c"]),
            ("\"a\"\"b\" ,\"\"", vec!["a\"b", ""]),
            ("a,\"b\"", vec!["a", "b"]),
        ] {
            assert_eq!(split_fields(line).unwrap(), fields, "{line}");
        }
        for line in ["\"a", "\"a\"b,c", "a,\"b\"\""] {
            assert_eq!(split_fields(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn quoted_fields_read_back(fields in proptest::collection::vec("[^\r\n]{0,8}", 1..6)) {
            let line = fields.iter().map(|f| format!("\"{}\"", f.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
            prop_assert_eq!(split_fields(&line).unwrap(), fields);
        }
    }
}
