//! House rules that a program can check, as a test. Reads the whole tree; needs nothing built.

mod manifests;
mod rules;
mod source;
mod traps;

use manifests::MANIFESTS;
use rules::{RULES, Rule, store_functions};
use source::{Source, words};
use std::path::{Path, PathBuf};
use traps::TRAPS;

/// The top of the tree.
fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Every Rust file of the tree, and every migration.
fn tree() -> Vec<Source> {
    let top = top();
    let mut sources = Vec::new();
    for folder in ["app", "server"] {
        collect(&top, &top.join(folder), &mut sources);
    }
    assert!(sources.len() > 20, "the tree was not found");
    sources
}

fn collect(top: &Path, folder: &Path, sources: &mut Vec<Source>) {
    let mut entries: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "target" && name != "node_modules" {
                collect(top, &path, sources);
            }
        } else if name.ends_with(".rs") {
            let shown = path.strip_prefix(top).unwrap().to_string_lossy().replace('\\', "/");
            sources.push(Source::new(&shown, &std::fs::read_to_string(&path).unwrap()));
        }
    }
}

fn all_rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(TRAPS)
}

#[test]
fn the_tree_keeps_the_rules() {
    let mut complaints = Vec::new();
    // This folder holds the bad examples.
    let sources: Vec<Source> =
        tree().into_iter().filter(|source| !source.path.starts_with("server/tests/tidy/")).collect();
    for rule in all_rules() {
        for source in sources.iter().filter(|source| (rule.reads)(source)) {
            for (line, what) in (rule.find)(source) {
                complaints.push(format!("{}:{line}: {} [{what}]", source.path, rule.says));
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_rule_finds_its_bad_example_and_leaves_the_good_one() {
    for rule in all_rules() {
        let finds = |(path, text): (&str, &str)| {
            let source = Source::new(path, text);
            (rule.reads)(&source) && !(rule.find)(&source).is_empty()
        };
        assert!(finds(rule.bad), "blind: {}", rule.says);
        assert!(!finds(rule.good), "too strict: {}", rule.says);
    }
}

#[test]
fn the_manifests_keep_the_rules() {
    for rule in MANIFESTS {
        let text = std::fs::read_to_string(top().join(rule.file)).unwrap();
        assert_eq!((rule.missing)(&text), None, "{}: {}", rule.file, rule.says);
    }
}

#[test]
fn every_rule_of_the_manifests_finds_its_bad_example() {
    for rule in MANIFESTS {
        assert!((rule.missing)(rule.bad).is_some(), "blind: {}", rule.says);
    }
}

/// What is no web address in a line that says where a rule comes from.
fn odd_sources(toml: &str) -> Vec<&str> {
    let sources = toml.lines().filter_map(|line| line.split_once("source = \"").map(|(_, rest)| rest));
    sources.filter(|source| !source.starts_with("https://") && !source.starts_with("http://")).collect()
}

/// Pages link to the sources of a city's rules; see `traps::ADDRESSES`. Those of the nation's rates are only named.
#[test]
fn every_source_is_a_web_address() {
    let cities = top().join("server/policies").read_dir().unwrap().map(|city| city.unwrap());
    let cities = cities.filter(|city| city.file_name() != "national");
    let files = cities.flat_map(|city| city.path().read_dir().unwrap());
    let texts: Vec<String> =
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    assert!(texts.concat().matches("source = \"").count() > 20, "the policies were not found");
    for text in &texts {
        assert_eq!(odd_sources(text), [""; 0]);
    }
    assert_eq!(odd_sources("source = \"javascript:alert(1)\"").len(), 1);
}

/// The names in `functions` that no line of `tests` calls.
fn unnamed<'a>(functions: &'a [String], tests: &str) -> Vec<&'a String> {
    functions
        .iter()
        .filter(|name| {
            !words(tests, name)
                .into_iter()
                .any(|at| tests[..at].ends_with("::") || tests[..at].ends_with('.'))
        })
        .collect()
}

#[test]
fn every_store_function_runs_on_both_engines() {
    let sources = tree();
    let tests: String = sources
        .iter()
        .filter(|s| s.path.starts_with("server/store/tests/"))
        .map(|s| s.code.as_str())
        .collect();
    let mut missing = Vec::new();
    // `write.rs` is behind every one of them.
    let tested = |s: &&Source| {
        s.path.starts_with("server/store/src/") && !s.path.ends_with("/write.rs") && !s.is_test_file()
    };
    for source in sources.iter().filter(tested) {
        let functions = store_functions(source);
        missing.extend(unnamed(&functions, &tests).iter().map(|name| format!("{}: {name}", source.path)));
    }
    assert!(missing.is_empty(), "not in the conformance tests:\n{}\n", missing.join("\n"));
}

#[test]
fn a_store_function_without_a_test_is_seen() {
    let source = Source::new(
        "server/store/src/a.rs",
        "pub async fn one(conn: &mut Conn) {}\npub async fn two(\n    tx: &mut Tx,\n) {}\nfn own(conn: &mut Conn) {}",
    );
    let functions = store_functions(&source);
    assert_eq!(functions, ["one", "two"]);
    assert_eq!(unnamed(&functions, "a::one(&mut conn); // two"), ["two"]);
}

#[test]
fn code_strings_and_comments_are_told_apart() {
    let source = Source::new(
        "a.rs",
        "let a = \"x//y\"; // z\nlet b = r#\"q\"w\"#; /* u /* v */ */ 'c' 'life \"\\\"e\"",
    );
    assert_eq!(source.code.trim_end(), "let a =       ;     \nlet b =         ;                     'life");
    assert!(source.spoken.contains("x//y") && !source.spoken.contains(" z") && !source.spoken.contains('v'));
}
