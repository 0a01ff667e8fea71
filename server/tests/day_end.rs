//! `anju reconcile`, `anju day-end`, `anju plan` and `anju indicators` as people call them, on one day of books.

#[path = "common/centre.rs"]
mod centre;
#[path = "common/command.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod command;

use centre::Centre;
use chrono::NaiveDate;
use command::Said;
use domain::AccountNo;
use serde_json::Value;
use service::clock::{Clock, SystemClock};
use std::path::{Path, PathBuf};
use store::staff::Role;

/// One account, paid yesterday, and the three people of the day-end; that day.
async fn centre() -> (Centre, NaiveDate) {
    let people = [
        ("teller", Role::Counter),
        ("first", Role::FirstReviewer),
        ("second", Role::SecondReviewer),
        ("cashier", Role::Counter),
        ("another", Role::Counter),
        ("third", Role::Counter),
        ("fourth", Role::Counter),
        ("reviewer", Role::FirstReviewer),
    ];
    let centre = Centre::new(&people).await;
    let day = SystemClock::new().now().day().pred_opt().unwrap();
    centre.a_month(&AccountNo::of(35, 1).unwrap(), day).await;
    (centre, day)
}

impl Centre {
    /// The bank's statement of a day: one line of so many yuan.
    fn statement(&self, day: NaiveDate, name: &str, yuan: i32) -> PathBuf {
        let text = format!(
            "account,kind,date,serial,amount,reference,counterparty\n35001,opening,{day},,0.00,,\n\
             35001,line,{day},B1,{yuan}.00,,刺桐纺织\n35001,closing,{day},,{yuan}.00,,\n"
        );
        self.file(name, &text)
    }

    /// A command that asks nobody for a password.
    fn run(&self, arguments: &[&str]) -> Said {
        self.anju(arguments, "")
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("{text}"))
}

fn text_of(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test]
async fn a_day_is_reconciled_and_signed_by_three() {
    let (centre, on) = centre().await;
    let day = on.to_string();
    let file = centre.statement(on, "bank.csv", 2_000);
    let take = ["reconcile", "--date", &day, "--bank-file", text_of(&file), "--json"];
    // What the bank brought has no serial of ours: the one line and the one entry of the day agree by their amount.
    let Said { code, out, error } = centre.run(&take);
    assert_eq!(code, 0, "{out} {error}");
    let report = json(&out);
    assert_eq!((report["taken"].as_bool(), report["matched"].as_i64()), (Some(true), Some(1)));
    assert_eq!(json(&centre.run(&take).out)["taken"].as_bool(), Some(false), "known already");
    let other = centre.statement(on, "other.csv", 2_001);
    let Said { code, error, .. } = centre.run(&["reconcile", "--date", &day, "--bank-file", text_of(&other)]);
    assert!(code == 2 && error.starts_with("altered: "), "{error}");
    let sheet = json(&centre.run(&["day-end", "show", "--date", &day, "--json"]).out);
    assert_eq!(sheet["obstacles"].as_array().map(Vec::len), Some(0), "{sheet}");
    let sign = ["day-end", "sign", "--date", &day, "--json"];
    let Said { code, error, .. } = centre.as_staff("second", &sign);
    assert!(code == 2 && error.starts_with("not_the_turn: "), "{error}");
    let Said { code, out, error } = centre.as_staff("teller", &sign);
    assert_eq!((code, json(&out)["state"].as_str()), (0, Some("teller")), "{error}");
    let Said { code, out, error } = centre.as_staff("first", &sign);
    assert_eq!((code, json(&out)["state"].as_str()), (0, Some("first")), "{error}");
}

#[tokio::test]
async fn a_wrong_statement_is_replaced_by_a_teller_who_says_why() {
    let (centre, on) = centre().await;
    let day = on.to_string();
    let (wrong, right) = (centre.statement(on, "wrong.csv", 1_999), centre.statement(on, "right.csv", 2_000));
    let replace =
        |file| ["reconcile", "replace", "--date", &day, "--bank-file", text_of(file), "--json", "--reason"];
    let with = |file, why| [&replace(file)[..], &[why]].concat();
    assert_eq!(centre.run(&["reconcile", "--date", &day, "--bank-file", text_of(&wrong)]).code, 1);
    let Said { code, error, .. } = centre.as_staff("first", &with(&right, "draft"));
    assert!(code == 2 && error.starts_with("a teller replaces"), "{error}");
    let Said { code, out, error } = centre.as_staff("teller", &with(&right, "草稿 draft"));
    assert_eq!((code, json(&out)["version"].as_i64()), (0, Some(2)), "{error}");
    let versions = centre.run(&["reconcile", "versions", "--date", &day]).out;
    let versions: Vec<Value> = versions.lines().map(json).collect();
    let told: Vec<_> = versions
        .iter()
        .map(|one| (one["stands"].as_bool(), one["closing"].as_str(), one["reason"].as_str()))
        .collect();
    assert_eq!(
        told,
        [(Some(false), Some("1999.00"), None), (Some(true), Some("2000.00"), Some("草稿 draft"))]
    );
    let sheet = json(&centre.run(&["day-end", "show", "--date", &day, "--json"]).out);
    assert_eq!((sheet["statement_version"].as_i64(), sheet["replaced_by"].as_str()), (Some(2), Some("陈静")));
    let found = centre.run(&["verify"]).out;
    assert!(!found.contains("statement"), "{found}");
    let Said { code, out, error } = centre.as_staff("cashier", &["day-end", "sign", "--date", &day]);
    assert_eq!(code, 0, "{out} {error}");
    let Said { code, error, .. } = centre.as_staff("another", &with(&wrong, "draft"));
    assert!(code == 2 && error.starts_with("day_signed: ") && error.contains("day-end take-back"), "{error}");
    let take_back = ["day-end", "take-back", "--date", &day, "--json", "--reason", "草稿"];
    let Said { code, error, .. } = centre.as_staff("third", &take_back);
    assert!(code == 2 && error.starts_with("not_yours: "), "{error}");
    let Said { code, error, .. } = centre.as_staff("second", &[&take_back[..6], &[" "]].concat());
    assert!(code == 2 && error.starts_with("--reason: "), "{error}");
    a_signature_is_taken_back(&centre, &take_back, &with(&wrong, "draft")).await;
}

/// The first reviewer sends the teller's signature back; then the statement is replaced.
async fn a_signature_is_taken_back(centre: &Centre, take_back: &[&str], replace: &[&str]) {
    let day = take_back[3];
    let Said { code, out, error } = centre.as_staff("reviewer", take_back);
    assert_eq!((code, json(&out)["state"].as_str()), (0, Some("drawn")), "{error}");
    let lines = centre.run(&["day-end", "history", "--date", day]).out;
    let given: Vec<Value> = lines.lines().map(json).collect();
    assert_eq!(given.len(), 1, "{lines}");
    let told = ["step", "ended", "reason"].map(|key| given[0][key].as_str());
    assert_eq!(told, [Some("teller"), Some("taken_back"), Some("草稿")]);
    assert!(given[0]["ended_name"].is_string() && given[0]["ended_ms"].is_i64(), "{lines}");
    let Said { code, out, error } = centre.as_staff("fourth", replace);
    assert_eq!((code, json(&out)["version"].as_i64()), (1, Some(3)), "{error}");
    let found = centre.run(&["verify"]).out;
    assert!(!found.contains("day-end sheet"), "{found}");
}

#[tokio::test]
async fn a_break_makes_the_command_fail_and_is_listed() {
    let (centre, on) = centre().await;
    let day = on.to_string();
    let file = centre.statement(on, "bank.csv", 1_999);
    let Said { code, out, .. } =
        centre.run(&["reconcile", "--date", &day, "--bank-file", text_of(&file), "--json"]);
    assert_eq!(code, 1, "{out}");
    let Said { code, out, .. } = centre.run(&["reconcile", "breaks"]);
    let open: Vec<Value> = out.lines().map(json).collect();
    assert!(code == 1 && !open.is_empty(), "{out}");
    let id = open[0]["break"].as_str().unwrap();
    let explain = ["reconcile", "explain", id, "--reason", "bank-mistake"];
    let Said { code, out, error } = centre.as_staff("first", &explain);
    assert_eq!((code, json(&out)["explanation"].as_str()), (0, Some("bank_mistake")), "{error}");
}

#[tokio::test]
async fn a_plan_stands_once_two_people_have_set_it() {
    let (centre, on) = centre().await;
    let day = on.to_string();
    let Said { code, error, .. } = centre.run(&["indicators"]);
    assert!(code == 2 && error.starts_with("no closed day"), "{error}");
    let Said { code, out, error } = centre.run(&["close-day", "--date", &day]);
    assert_eq!(code, 0, "{out} {error}");
    let year = day.split('-').next().unwrap().to_owned();
    let propose = ["plan", "propose", "--year", &year, "--collection", "24000", "--withdrawals", "100"];
    let Said { code, error, .. } =
        centre.run(&[&propose[..], &["--off-counter", "200", "--staff", "x"]].concat());
    assert!(code == 2 && error.starts_with("out_of_range: off_counter_rate: "), "{error}");
    let Said { code, out, error } =
        centre.as_staff("first", &[&propose[..], &["--overdue", "0.2", "--id", "p1"]].concat());
    assert_eq!((code, json(&out)["state"].as_str()), (0, Some("proposed")), "{error}");
    let Said { code, out, error } = centre.as_staff("second", &["plan", "approve", "p1"]);
    assert_eq!((code, json(&out)["targets"]["overdue_rate"].as_str()), (0, Some("0.200")), "{error}");
    let board = json(&centre.run(&["indicators", "--json"]).out);
    let of = |code: &str| {
        let all = board["indicators"].as_array().unwrap();
        all.iter().find(|one| one["indicator"] == code).cloned().unwrap()
    };
    assert_eq!(
        (of("collection")["value"].as_str(), of("collection")["target"].as_str()),
        (Some("2000.00"), Some("24000.00"))
    );
    assert_eq!(
        (of("loan_to_balance")["value"].as_str(), of("loan_to_balance")["not_in_books"].as_str()),
        (None, Some("loans"))
    );
    let csv = centre.run(&["indicators", "--csv"]).out;
    assert!(csv.starts_with("month,collection_yuan,"), "{csv}");
    assert!(!csv.contains("2000.00"), "one person's money is held back: {csv}");
    assert_eq!(centre.run(&["plan", "list"]).out.lines().count(), 1);
}
