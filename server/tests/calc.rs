//! Page, island and command line give the same digits, and refuse with the same ranges.
#![recursion_limit = "1024"]

use app::{islands::calculator::answer, text::Lang, visit::Assets};
use axum::{Router, body::Body};
use clap::Parser;
use domain::{FormState, Month, loan::LoanField};
use http::{Request, StatusCode};
use serde_json::Value;
use server::{
    config::{Books, Web},
    router::router,
    session_layer::Front,
    start,
};
use std::{process::Command, sync::Arc};
use tower::ServiceExt;

#[derive(Parser)]
struct Options {
    #[command(flatten)]
    books: Books,
    #[command(flatten)]
    web: Web,
}

/// The application on an empty centre in Quanzhou on 2026-11-20.
async fn portal(folder: &tempfile::TempDir) -> Router {
    let at = |name: &str| folder.path().join(name).display().to_string();
    let options = Options::parse_from([
        "anju",
        "--database",
        &format!("sqlite://{}", at("anju.db")),
        "--keys",
        &at("keys"),
        "--demo",
        "--clock",
        "2026-11-20T10:00:00+08:00",
    ]);
    let ctx = start::migrated(&options.books).await.unwrap();
    router(Front { ctx, assets: Arc::new(Assets::default()), https: false }, &options.web)
}

async fn page(portal: &Router, address: &str) -> String {
    let request = Request::get(address).header("host", "localhost").body(Body::empty()).unwrap();
    let response = portal.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{address}");
    let bytes = axum::body::to_bytes(response.into_body(), 4_000_000).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn anju(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_anju")).args(arguments).arg("--json").output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// `1234.56` as pages write it in tables: `1,234.56`.
fn shown(plain: &Value) -> String {
    domain::Fen::parse(plain.as_str().unwrap()).unwrap().to_string()
}

/// The digits of the repayment table of a page, cell by cell.
fn table(html: &str) -> Vec<String> {
    let body = &html[html.find("<tbody>").unwrap()..html.rfind("</tbody>").unwrap()];
    let cells = body.split('<').filter_map(|tag| tag.split_once('>'));
    let digits = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    cells.map(|(_, text)| text.trim().to_owned()).filter(|text| digits(text)).collect()
}

#[tokio::test]
async fn page_island_and_command_agree_digit_for_digit() {
    let folder = tempfile::tempdir().unwrap();
    let portal = portal(&folder).await;
    for (wan, yuan, months, rate, method) in [
        ("80", "800000", "360", "2.6", "equal-instalment"),
        ("100", "1000000", "360", "2.6", "equal-principal"),
        ("60.5", "605000", "7", "0", "equal-instalment"),
        ("0.01", "100", "1", "24", "equal-principal"),
        ("70", "700000", "240", "3.075", "equal-instalment"),
    ] {
        let command = anju(&[
            "calc",
            "loan",
            "--principal",
            yuan,
            "--months",
            months,
            "--rate",
            rate,
            "--method",
            method,
            "--schedule",
        ]);
        let address = format!("/calc?amount={wan}&term={months}&unit=months&rate={rate}&method={method}");
        let html = page(&portal, &address).await;
        let figure = format!("id=\"figure\" value=\"{}\"", command["first_payment"].as_str().unwrap());
        assert!(html.contains(&figure), "{address}: {figure}");
        let rows = command["schedule"].as_array().unwrap();
        let expected: Vec<String> = rows
            .iter()
            .flat_map(|row| {
                let cells = ["payment", "principal", "interest", "balance"].map(|name| shown(&row[name]));
                core::iter::once(row["period"].to_string()).chain(cells)
            })
            .collect();
        assert_eq!(table(&html), expected, "{address}");

        let mut form = FormState::default()
            .with(LoanField::Amount, wan)
            .with(LoanField::Term, months)
            .with(LoanField::Unit, "months")
            .with(LoanField::Rate, rate)
            .with(LoanField::Method, method);
        let (view, schedule, _) = answer(Lang::Zh, &mut form, Month::new(2026, 12).unwrap()).unwrap();
        assert_eq!(view.figure.plain(), command["first_payment"].as_str().unwrap());
        assert_eq!(schedule.total_interest.plain(), command["total_interest"].as_str().unwrap());
        assert!(
            html.contains(&view.finding) && html.contains(&view.interest) && html.contains(&view.picture)
        );
        assert!(html.contains(&view.areas.payment) && html.contains(&view.areas.interest));
    }
}

#[tokio::test]
async fn the_other_pages_agree_with_the_command() {
    let folder = tempfile::tempdir().unwrap();
    let portal = portal(&folder).await;
    let terms =
        ["--principal", "600000", "--months", "240", "--rate", "2.6", "--after", "36", "--amount", "100000"];
    let prepay = page(&portal, "/calc/prepay?amount=60&term=20&rate=2.6&after=36&prepay=10").await;
    for mode in ["shorten", "lower"] {
        let command = anju(&[&["calc", "prepay"], &terms[..], &["--mode", mode]].concat());
        for name in ["payment", "last_payment", "remaining_interest", "interest_saved", "balance_before"] {
            let (plain, commas) = (command[name].as_str().unwrap(), shown(&command[name]));
            assert!(prepay.contains(&commas) || prepay.contains(plain), "{mode} {name} {plain}");
        }
    }
    let both =
        page(&portal, "/calc/combination?amount=60&rate=2.6&commercial=40&commercial_rate=3.05&term=30")
            .await;
    let command = anju(&[
        "calc",
        "combination",
        "--fund",
        "600000",
        "--fund-rate",
        "2.6",
        "--commercial",
        "400000",
        "--commercial-rate",
        "3.05",
        "--months",
        "360",
    ]);
    for value in [
        &command["first_payment"],
        &command["fund"]["first_payment"],
        &command["commercial"]["total_interest"],
    ] {
        assert!(both.contains(&shown(value)) || both.contains(value.as_str().unwrap()), "{value}");
    }
}

#[tokio::test]
async fn the_limit_shows_the_persons_own_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let portal = portal(&folder).await;
    let file = folder.path().join("facts.json");
    std::fs::write(
        &file,
        r#"{"balance":60000,"income":"16000","debts":1500,"price_wan":300,"date":"2026-11-20"}"#,
    )
    .unwrap();
    let command = anju(&["calc", "limit", "--city", "shenzhen", "--facts", file.to_str().unwrap()]);
    assert_eq!(
        (command["limit"].as_str(), command["bound_by"].as_str()),
        (Some("960000.00"), Some("account"))
    );
    let query = "city=shenzhen&home=first&balance=60000&income=16000&debts=1500&price_wan=300&years=30";
    let html = page(&portal, &format!("/calc/limit?{query}")).await;
    assert!(html.contains("value=\"960000.00\""), "{html}");
    for candidate in command["candidates"].as_array().unwrap() {
        assert!(html.contains(&shown(&candidate["amount"])), "{candidate}");
    }
    assert!(html.contains("¥60,000.00 × 16 = ¥960,000.00"));
    for city in ["quanzhou", "taizhou", "huzhou", "nanjing", "nowhere"] {
        assert!(
            page(&portal, &format!("/calc/limit?city={city}")).await.contains("class=\"money figure\""),
            "{city}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_range() {
    let folder = tempfile::tempdir().unwrap();
    let portal = portal(&folder).await;
    let amounts = "请填写 ¥100.00 到 ¥100,000,000.00 之间的金额";
    for (query, says) in [
        ("amount=0", amounts),
        ("amount=", amounts),
        ("amount=100000000", amounts),
        ("term=361&unit=months", "请填写 1 到 360 之间的整数"),
        ("term=31", "请填写 1 到 30 之间的整数"),
        ("term=", "请填写 1 到 30 之间的整数"),
        ("rate=99", "请填写 0.00% 到 24.00% 之间的利率"),
        ("method=bullet", "请从页面上的选项中选一个"),
    ] {
        for path in ["/calc", "/calc/combination", "/calc/prepay"] {
            let html = page(&portal, &format!("{path}?{query}")).await;
            assert!(html.contains(says), "{path}?{query}");
        }
    }
    let evil =
        page(&portal, "/calc?amount=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&amount=80&rate=%E2%80%AE2.6")
            .await;
    assert!(!evil.contains("<script>alert"), "{evil}");
    for arguments in [["0", "360"], ["", "360"], ["1000000000000", "360"], ["800000", "361"], ["800000", "0"]]
    {
        let [principal, months] = arguments;
        let output = Command::new(env!("CARGO_BIN_EXE_anju"))
            .args(["calc", "loan", "--principal", principal, "--months", months, "--rate", "2.6", "--json"])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(told.contains("100,000,000.00") || told.contains("360"), "{told}");
        assert!(output.stdout.is_empty());
    }
}
