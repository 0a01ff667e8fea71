//! `anju agent`, `anju base` and `anju deferral` as an operator and two reviewers call them.

#[path = "common/centre.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod centre;
#[path = "common/command.rs"]
mod command;

use centre::{Centre, PASSWORD, id_of};
use domain::AccountNo;
use service::clock::{Clock, SystemClock};
use store::staff::Role;

/// Unit 100001 with one worker, and two reviewers.
async fn centre() -> Centre {
    let centre = Centre::new(&[("maker", Role::FirstReviewer), ("checker", Role::SecondReviewer)]).await;
    let header = "DWZH,GRZH,XINGMING,ZJHM,HBJNY,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE";
    let line = format!("100001,{},林秀芳,{},202608,10000,10,10,1000,1000", worker(), id_of(9).reveal());
    let file = centre.file("remittance.csv", &format!("{header}\n{line}\n"));
    assert_eq!(centre.anju(&["import", "remittance", file.to_str().unwrap()], "").code, 0);
    centre
}

fn worker() -> AccountNo {
    AccountNo::of(1, 1).unwrap()
}

#[tokio::test]
async fn an_agent_is_added_listed_and_removed() {
    let centre = centre().await;
    let id = id_of(77);
    let add = |unit: &str, password: &str| {
        let of = [
            "agent",
            "add",
            "--unit",
            unit,
            "--login",
            "agent1",
            "--name",
            "黄丽华",
            "--id-number",
            id.reveal(),
        ];
        centre.anju(&of, &format!("{password}\n"))
    };
    let unknown = add("999999", PASSWORD);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""), "{}", unknown.error);
    assert_eq!(add("100001", "12345678").code, 2, "too easy to guess");
    let added = add("100001", PASSWORD).json();
    assert!(added.to_string().contains("agent1"), "{added}");
    assert!(!added.to_string().contains(id.reveal()), "an identity number is not told");
    let listed = centre.anju(&["agent", "list"], "").json();
    assert_eq!(
        (listed["login"].as_str(), listed["unit_account_no"].as_str()),
        (Some("agent1"), Some("100001"))
    );
    assert_eq!(centre.anju(&["agent", "remove", "agent1"], "").code, 0);
    centre.anju(&["agent", "remove", "agent1"], "").refuses("no_agent");
    assert_eq!(centre.anju(&["agent", "list"], "").out, "");
}

#[tokio::test]
async fn staff_are_added_listed_and_removed() {
    let centre = centre().await;
    let id = id_of(78);
    let add = |role: &str, password: &str| {
        let of = ["staff", "add", "--role", role, "--login", "clerk9", "--name", "黄丽华", "--id-number"];
        centre.anju(&[&of[..], &[id.reveal()]].concat(), &format!("{password}\n"))
    };
    assert_eq!(add("director", PASSWORD).code, 2, "no such role");
    assert_eq!(add("counter", "12345678").code, 2, "too easy to guess");
    let added = add("counter", PASSWORD).json();
    assert!(!added.to_string().contains(id.reveal()), "an identity number is not told");
    add("second-reviewer", PASSWORD).refuses("login_taken");
    let listed = || centre.anju(&["staff", "list"], "").out;
    let line =
        |active: bool| format!(r#"{{"active":{active},"login":"clerk9","name":"黄丽华","role":"counter"}}"#);
    assert!(listed().contains(&line(true)), "{}", listed());
    assert_eq!(centre.anju(&["staff", "remove", "clerk9"], "").code, 0);
    assert!(listed().contains(&line(false)), "{}", listed());
    centre.anju(&["staff", "remove", "clerk9"], "").refuses("no_staff");
}

#[tokio::test]
async fn a_list_of_bases_is_refused_line_by_line_or_proposed() {
    let centre = centre().await;
    let wrong = centre.file("wrong.csv", &format!("GRZH,GRJCJS\n{},1\n", worker()));
    let wrong = wrong.to_str().unwrap();
    let year = domain::Month::of(SystemClock::new().now().day()).plus(-6).year().to_string();
    let of = ["base", "propose", wrong, "--unit", "100001", "--year", &year, "--id", "b1"];
    centre.as_staff("maker", &of).refuses("line 2: base_outside_limits");
    let rejects = std::fs::read_to_string(format!("{wrong}.rejects.csv")).unwrap();
    assert!(rejects.contains("base_outside_limits"), "{rejects}");
    assert_eq!(centre.anju(&["base", "list"], "").out, "", "nothing of it was taken");
    centre.as_staff("checker", &["base", "approve", "b1"]).refuses("not_found");
    let applied = centre.anju(&["base", "apply"], "").json();
    assert_eq!(applied["batches"].as_i64(), Some(0));
}

#[tokio::test]
async fn a_deferral_is_proposed_and_granted_by_two_people() {
    let centre = centre().await;
    let next = domain::Month::of(SystemClock::new().now().day()).plus(1).to_string();
    let of = [
        "deferral",
        "propose",
        "--unit",
        "100001",
        "--from",
        &next,
        "--to",
        &next,
        "--consent",
        "工会决议",
        "--id",
        "d1",
    ];
    let proposed = centre.as_staff("maker", &of).json();
    assert_eq!((proposed["kind"].as_str(), proposed["state"].as_str()), (Some("deferred"), Some("proposed")));
    let granted =
        centre.as_staff("checker", &["deferral", "approve", "d1", "--approval", "房委〔2026〕7号"]).json();
    assert_eq!(
        (granted["state"].as_str(), granted["approval"].as_str()),
        (Some("done"), Some("房委〔2026〕7号"))
    );
    let listed = centre.anju(&["deferral", "list"], "").json();
    assert_eq!((listed["from"].as_str(), listed["to"].as_str()), (Some(next.as_str()), Some(next.as_str())));
    centre.as_staff("maker", &["deferral", "refuse", "d1"]).refuses("login, password or one-time code");
    assert_eq!(centre.anju(&["verify"], "").code, 0);
}
