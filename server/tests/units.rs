//! `anju agent`, `anju base` and `anju deferral` as an operator and two reviewers call them.

use domain::{AccountNo, IdNumber, PersonName};
use serde_json::Value;
use service::{
    clock::{Clock, SystemClock},
    people::{self, NewStaff},
    second_factor::Secret,
};
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use store::{Engine, staff::Role, testing::TestStore};

const PASSWORD: &str = "river-otter-42";

/// A centre on disk: unit 100001 with one worker, and two reviewers.
struct Centre {
    db: TestStore,
    keys: tempfile::TempDir,
    files: tempfile::TempDir,
    secrets: Vec<(&'static str, Secret)>,
}

struct Said {
    code: i32,
    out: String,
    error: String,
}

impl Said {
    fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.error);
        serde_json::from_str(&self.out).unwrap()
    }

    #[track_caller]
    fn refuses(&self, with: &str) {
        assert_eq!(self.code, 2, "{} {}", self.out, self.error);
        assert!(self.error.starts_with(with), "{}", self.error);
    }
}

fn id_of(sequence: u32) -> IdNumber {
    IdNumber::from_parts(350_599, "1985-05-17".parse().unwrap(), sequence).unwrap()
}

impl Centre {
    async fn new() -> Centre {
        let db = TestStore::new(Engine::Sqlite).await;
        let (keys, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let books = server::config::Books {
            database: db.url.clone(),
            keys: keys.path().to_owned(),
            city: "quanzhou".into(),
            demo: false,
            host: "localhost".into(),
            clock: None,
        };
        let ctx = server::start::open(&books).await.unwrap();
        let name = PersonName::parse("陈静").unwrap();
        let mut secrets = Vec::new();
        for (login, role, sequence) in
            [("maker", Role::FirstReviewer, 1), ("checker", Role::SecondReviewer, 2)]
        {
            let (id, secret) = (id_of(sequence), Secret::mint(&ctx));
            let new = NewStaff { login, name: &name, id: &id, role };
            people::create_staff(&ctx, &new, PASSWORD, &secret).await.unwrap();
            secrets.push((login, secret));
        }
        let centre = Centre { db, keys, files, secrets };
        let header = "DWZH,GRZH,XINGMING,ZJHM,HBJNY,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE";
        let line = format!("100001,{},林秀芳,{},202608,10000,10,10,1000,1000", worker(), id_of(9).reveal());
        let file = centre.file("remittance.csv", &format!("{header}\n{line}\n"));
        assert_eq!(centre.anju(&["import", "remittance", file.to_str().unwrap()], "").code, 0);
        centre
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.files.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Runs a command with these lines on its standard input.
    fn anju(&self, arguments: &[&str], lines: &str) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_anju"));
        command.args(arguments).env_remove("ANJU_STAFF_PASSWORD").env_remove("ANJU_AGENT_PASSWORD");
        command.env("ANJU_DATABASE", &self.db.url).env("ANJU_KEYS", Path::new(self.keys.path()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code().unwrap(), out: text(output.stdout), error: text(output.stderr) }
    }

    /// As a member of staff. A code counts once: each login acts once in a test.
    fn as_staff(&self, login: &str, arguments: &[&str]) -> Said {
        let secret = &self.secrets.iter().find(|(name, _)| *name == login).unwrap().1;
        let lines = format!("{PASSWORD}\n{}\n", secret.code_at(SystemClock::new().now()));
        self.anju(&[arguments, &["--staff", login]].concat(), &lines)
    }
}

fn worker() -> AccountNo {
    AccountNo::of(1, 1).unwrap()
}

#[tokio::test]
async fn an_agent_is_added_listed_and_removed() {
    let centre = Centre::new().await;
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
async fn a_list_of_bases_is_refused_line_by_line_or_proposed() {
    let centre = Centre::new().await;
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
    let centre = Centre::new().await;
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
