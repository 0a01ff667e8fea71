//! The rules. Each has an example that it must find and one that it must leave alone.

use crate::source::{Source, block_end, item_end, line_of, words};

/// A line that breaks a rule, and what stands there.
pub type Found = (usize, String);

pub struct Rule {
    pub says: &'static str,
    /// Which files it reads.
    pub reads: fn(&Source) -> bool,
    pub find: fn(&Source) -> Vec<Found>,
    /// (path, text) that breaks the rule.
    pub bad: (&'static str, &'static str),
    /// (path, text) that does not.
    pub good: (&'static str, &'static str),
}

const LONGEST_FUNCTION: usize = 70;
/// The only parts that may write unescaped markup, and what they write.
const RAW_MARKUP: [&str; 4] = [
    "app/src/calc/table.rs",
    "app/src/parts/icon.rs",
    "app/src/parts/raw_svg.rs",
    "app/src/parts/text_area.rs",
];

pub fn below(source: &Source, folders: &[&str]) -> bool {
    folders.iter().any(|folder| source.path.starts_with(folder))
}

pub fn in_app(source: &Source) -> bool {
    below(source, &["app/src/"])
}

fn money_code(source: &Source) -> bool {
    below(source, &["app/domain/src/", "server/service/src/", "server/store/src/"]) && !source.is_test_file()
}

pub fn find_words(text: &str, needles: &[&str]) -> Vec<Found> {
    let mut found: Vec<Found> = needles
        .iter()
        .flat_map(|needle| {
            words(text, needle).into_iter().map(|at| (line_of(text, at), (*needle).to_owned()))
        })
        .collect();
    found.sort();
    found
}

pub const RULES: &[Rule] = &[
    Rule {
        says: "a file begins with what it is for (`//!`)",
        reads: |_| true,
        find: |s| if s.raw.starts_with("//! ") { vec![] } else { vec![(1, "no `//!`".into())] },
        bad: ("server/src/main.rs", "fn main() {}"),
        good: ("server/src/main.rs", "//! The `anju` binary.\nfn main() {}"),
    },
    Rule {
        says: "only the store speaks SQL",
        reads: |s| !below(s, &["server/store/"]),
        find: |s| find_words(&s.code, &["sqlx::", "use sqlx"]),
        bad: ("server/service/src/rent.rs", "let row = sqlx::query(\"select 1\");"),
        good: ("server/store/src/rent.rs", "let row = sqlx::query(\"select 1\"); // sqlx::"),
    },
    Rule {
        says: "only the use cases open a write",
        reads: |s| !s.is_test_file() && !below(s, &["server/service/", "server/store/"]),
        find: |s| {
            find_words(&s.code, &["store::write!", "store.write(", "Attempts::new", "use store::write"])
        },
        bad: ("app/src/actions/rent.rs", "store::write!(ctx.store, \"rent\", |tx| { Ok(()) })"),
        good: ("server/service/src/rent.rs", "store::write!(ctx.store, \"rent\", |tx| { Ok(()) })"),
    },
    Rule {
        says: "a transaction begins in one place (server/store/src/write.rs)",
        reads: |s| {
            !s.is_test_file() && !matches!(&*s.path, "server/store/src/write.rs" | "server/store/src/db.rs")
        },
        find: |s| find_words(&s.code, &[".begin()", ".begin_with("]),
        bad: ("server/store/src/rent.rs", "let tx = pool.begin().await?;"),
        good: ("server/store/src/write.rs", "self.store.begin().await"),
    },
    Rule {
        says: "money never meets a float",
        reads: money_code,
        find: floats,
        bad: ("app/domain/src/loan.rs", "let rate = 2.6;"),
        good: ("app/domain/src/loan.rs", "let a = pair.0.1; let b = 1..2; // 2.6\nlet c = \"2.6\";"),
    },
    Rule {
        says: "no sentence outside app/src/text",
        reads: |s| in_app(s) && !below(s, &["app/src/text/", "app/src/text.rs"]) && !s.is_test_file(),
        find: chinese,
        bad: ("app/src/pages/rent.rs", "view! { <p>\"提取\"</p> }"),
        good: ("app/src/pages/rent.rs", "//! 提取\nview! { <p>{words::rent(l)}</p> }"),
    },
    Rule {
        // Tables may be long: cases in tests, one sentence a line in the words.
        says: "a function is read without scrolling (70 lines)",
        reads: |s| !s.is_test_file() && !below(s, &["app/src/text/"]),
        find: long_functions,
        bad: (
            "a.rs",
            concat!(
                "fn long() {",
                "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
                "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
                "}"
            ),
        ),
        good: ("a.rs", "fn short() {\n}\ntrait T { fn none(); }"),
    },
    Rule {
        says: "rows of the ledger and of the audit never change",
        reads: |s| below(s, &["server/"]) && !s.path.contains("/tests/"),
        find: changed_history,
        bad: ("server/store/src/ledger.rs", "sqlx::query(\"update\n   ledger_transfer set amount_fen = 1\")"),
        good: ("server/store/src/ledger.rs", "sqlx::query(\"update ledger_account set posted_fen = 1\")"),
    },
    Rule {
        says: "`<textarea` only in the part that escapes it (leptos 0.8 does not)",
        reads: |s| in_app(s) && s.path != "app/src/parts/text_area.rs",
        find: |s| find_words(&s.spoken, &["<textarea", "textarea()"]),
        bad: ("app/src/pages/desk.rs", "view! { <textarea name=\"note\">{note}</textarea> }"),
        good: ("app/src/pages/desk.rs", "view! { <TextArea name=\"note\" value=note/> }"),
    },
    Rule {
        says: "`<Title` only in the part that takes fixed words (leptos_meta 0.8 does not escape it)",
        reads: |s| in_app(s) && s.path != "app/src/parts/page_title.rs",
        find: |s| find_words(&s.spoken, &["<Title", "<title"]),
        bad: ("app/src/pages/rent.rs", "view! { <Title text=name/> }"),
        good: ("app/src/pages/rent.rs", "view! { <PageTitle words=words::rent(l)/> }"),
    },
    Rule {
        says: "unescaped markup only in the listed parts",
        reads: |s| in_app(s) && !RAW_MARKUP.contains(&&*s.path),
        find: |s| find_words(&s.spoken, &["inner_html", "set_inner_html", "insertAdjacentHTML"]),
        bad: ("app/src/pages/rent.rs", "view! { <div inner_html=svg/> }"),
        good: ("app/src/pages/rent.rs", "view! { <div>{text}</div> } // inner_html"),
    },
    Rule {
        says: "a server function has a fixed address and is never a GET",
        reads: in_app,
        find: loose_endpoints,
        bad: ("app/src/actions/rent.rs", "#[server(prefix = \"/do\")]\nasync fn apply() {}"),
        good: (
            "app/src/actions/rent.rs",
            "#[server(prefix = \"/do\", endpoint = \"rent\")]\nasync fn apply() {}",
        ),
    },
    Rule {
        says: "a lint is expected with a reason, never allowed",
        reads: |_| true,
        find: |s| find_words(&s.code, &["#[allow(", "#![allow("]),
        bad: ("a.rs", "#[allow(dead_code)]"),
        good: ("a.rs", "#[expect(dead_code, reason = \"why\")] // #[allow("),
    },
    Rule {
        says: "nothing is left to do",
        reads: |_| true,
        find: |s| find_words(&s.code, &["todo!", "unimplemented!", "dbg!"]),
        bad: ("a.rs", "fn f() { todo!() }"),
        good: ("a.rs", "fn f() { methodo!() } // todo!"),
    },
    Rule {
        says: "outside tests a panic has a reason: no `.unwrap()`, and `.expect(` stands under `expect_used`",
        reads: |s| !s.is_test_file() && s.path.contains("/src/") && !s.path.ends_with("/testing.rs"),
        find: panics,
        bad: ("server/src/main.rs", "let a = b.unwrap();"),
        good: (
            "server/src/main.rs",
            "#[expect(clippy::expect_used, reason = \"fixed text\")]\nlet a = b.expect(\"x\");\n#[cfg(test)]\nmod tests { fn f() { b.unwrap() } }",
        ),
    },
];

fn floats(source: &Source) -> Vec<Found> {
    let mut found = find_words(&source.shipped, &["f32", "f64"]);
    for (index, line) in source.shipped.lines().enumerate() {
        if has_float_literal(line) {
            found.push((index + 1, "a float literal".into()));
        }
    }
    found
}

/// `2.6`, but neither `pair.0.1` nor `1..2` nor `x2.5`.
fn has_float_literal(line: &str) -> bool {
    let chars: Vec<char> = line.chars().collect();
    (1..chars.len().saturating_sub(1)).any(|at| {
        if chars[at] != '.' || !chars[at - 1].is_ascii_digit() || !chars[at + 1].is_ascii_digit() {
            return false;
        }
        let number = chars[..at].iter().rev().take_while(|c| c.is_ascii_digit() || **c == '_').count();
        let before = chars[..at - number].last();
        !before.is_some_and(|c| *c == '.' || c.is_alphanumeric())
    })
}

fn chinese(source: &Source) -> Vec<Found> {
    // Tests may name what they expect to read.
    let tests: Vec<&str> = source.shipped.lines().collect();
    let is_han =
        |c: char| matches!(c, '\u{3001}'..='\u{3020}' | '\u{3400}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}');
    source
        .spoken
        .lines()
        .enumerate()
        .filter(|(index, line)| {
            let in_test = tests.get(*index).is_some_and(|shipped| shipped.trim().is_empty())
                && source.code.lines().nth(*index).is_some_and(|code| !code.trim().is_empty());
            !in_test && line.contains(is_han)
        })
        .map(|(index, line)| (index + 1, line.trim().to_owned()))
        .collect()
}

fn long_functions(source: &Source) -> Vec<Found> {
    let mut found = Vec::new();
    for at in words(&source.code, "fn") {
        let item = &source.code[at..];
        let name: String =
            item[2..].trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if name.is_empty() {
            continue;
        }
        let lines = 1 + item[..item_end(item)].matches('\n').count();
        if lines > LONGEST_FUNCTION {
            found.push((line_of(&source.code, at), format!("{name} has {lines} lines")));
        }
    }
    found
}

fn changed_history(source: &Source) -> Vec<Found> {
    let flat: String =
        source.spoken.to_lowercase().chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let mut found = Vec::new();
    for table in ["ledger_transfer", "audit_event"] {
        for at in words(&flat, table) {
            let before = flat[..at].trim_end();
            let statement =
                ["update", "delete from", "truncate", "truncate table", "replace into", "update only"];
            if statement.iter().any(|verb| before.ends_with(verb)) {
                found.push((line_of(&source.spoken, at), format!("a change of {table}")));
            }
        }
    }
    found
}

fn loose_endpoints(source: &Source) -> Vec<Found> {
    let mut found = Vec::new();
    for at in source.code.match_indices("#[server").map(|(at, _)| at) {
        let attribute = source.code[at..].split_once(']').map_or("", |(before, _)| before);
        // `#[server(default)]` stands before an argument.
        if attribute.starts_with("#[server(default)") {
            continue;
        }
        if !attribute.contains("endpoint") || attribute.contains("GetUrl") {
            found.push((line_of(&source.code, at), attribute.trim().replace('\n', " ")));
        }
    }
    found
}

fn panics(source: &Source) -> Vec<Found> {
    let mut found = find_words(&source.shipped, &[".unwrap()"]);
    let reasons: Vec<(usize, usize)> = words(&source.shipped, "expect_used")
        .into_iter()
        .map(|at| {
            let first = line_of(&source.shipped, at);
            let rest = &source.shipped[at..];
            let after = rest.find(']').map_or(rest.len(), |close| close + 1);
            (first, first + rest[..after + item_end(&rest[after..])].matches('\n').count())
        })
        .collect();
    for at in words(&source.shipped, ".expect(") {
        let line = line_of(&source.shipped, at);
        if !reasons.iter().any(|(first, last)| (*first..=*last).contains(&line)) {
            found.push((line, ".expect( without a reason".into()));
        }
    }
    found
}

/// The public functions of the store that talk to the database: (module or type, function).
pub fn store_functions(source: &Source) -> Vec<String> {
    let code = &source.shipped;
    words(code, "fn")
        .into_iter()
        .filter(|at| {
            let head = code[..*at].rsplit(['\n', ';', '}']).next().unwrap_or_default();
            head.trim_start().starts_with("pub ") && signature(code, *at).contains("Conn")
                || head.trim_start().starts_with("pub ") && signature(code, *at).contains("Tx")
        })
        .map(|at| {
            code[at + 2..].trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        })
        .collect()
}

fn signature(code: &str, at: usize) -> &str {
    let rest = &code[at..];
    let open = rest.find('{').unwrap_or(rest.len());
    debug_assert!(block_end(&rest[open..]) > 0 || open == rest.len());
    &rest[..open]
}
