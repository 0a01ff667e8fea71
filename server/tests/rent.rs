//! The rent withdrawal through the front door: plain forms, no script, from the finding to the money.
#![recursion_limit = "1024"]

use app::visit::Assets;
use axum::{Router, body::Body};
use clap::Parser;
use domain::{AccountNo, BusinessCode, Fen, Month, account::PaidMonths};
use http::{Request, StatusCode, header};
use server::{
    config::{Books, Web},
    router::router,
    session_layer::Front,
    start,
};
use service::{
    Ctx,
    demo::{self, Cast, Role, Seat},
    payout, people,
    second_factor::Secret,
};
use std::sync::Arc;
use store::{
    account::{self, NewAccount},
    ledger::{self, BANK_DEPOSIT, Movement},
    person, session, staff,
    testing::{a_session, an_account, terms},
};
use tower::ServiceExt;

#[derive(Parser)]
struct Options {
    #[command(flatten)]
    books: Books,
    #[command(flatten)]
    web: Web,
}

struct Portal {
    router: Router,
    ctx: Ctx,
    cast: Cast,
    seats: Vec<Seat>,
    _folder: tempfile::TempDir,
}

/// The portal on 2026-11-21 with the demo people, each with an account of 63 months.
async fn portal() -> Portal {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let database = format!("sqlite://{}", at("anju.db"));
    let clock = "2026-11-21T10:00:00+08:00";
    let options = Options::parse_from([
        "anju",
        "--database",
        &database,
        "--keys",
        &at("keys"),
        "--demo",
        "--clock",
        clock,
    ]);
    let ctx = start::migrated(&options.books).await.unwrap();
    let cast = Cast::of(350_599).unwrap();
    let seats = demo::seat(&ctx, 1, &cast).await.unwrap();
    for (serial, role) in (1..).zip([Role::Worker, Role::HomeOwner, Role::Parent, Role::Unanswered]) {
        open(&ctx, &cast, role, serial).await;
    }
    let router =
        router(Front { ctx: ctx.clone(), assets: Arc::new(Assets::default()), https: false }, &options.web);
    Portal { router, ctx, cast, seats, _folder: folder }
}

async fn open(ctx: &Ctx, cast: &Cast, role: Role, serial: u32) {
    let index = people::index_of(ctx, &cast.part(role).unwrap().id_number);
    let (now, october) = (ctx.now(), Month::new(2026, 10).unwrap());
    let number = AccountNo::of(35, serial).unwrap();
    store::write!(ctx.store, "test", |tx| {
        let person = person::find_by_index(&mut tx, &index).await?.unwrap();
        let terms = terms(Fen::new(1_033_333), 1200, Fen::from_yuan(1240));
        let opened_on = october.plus(-62).first_day();
        let new = NewAccount { opened_on, ..an_account(&number, &person.id, terms) };
        account::insert(&mut tx, &new).await?;
        let months = PaidMonths::count(october.plus(-62).through(october).collect());
        account::months_set(&mut tx, &number, months).await?;
        let movement = Movement {
            month: Some(october),
            ..Movement::at(
                BANK_DEPOSIT,
                number.as_str(),
                Fen::new(8_641_237),
                BusinessCode::RegularRemittance,
                now,
            )
        };
        ledger::transfer_post(&mut tx, &movement).await
    })
    .unwrap();
}

/// Someone with an open session; the sign-in itself has its own tests.
struct Browser<'p> {
    portal: &'p Portal,
    token: String,
    secret: Option<Secret>,
}

impl Portal {
    async fn browser(&self, role: Role) -> Browser<'_> {
        let part = self.cast.part(role).unwrap();
        let mut conn = self.ctx.store.read().await.unwrap();
        let (code, subject) = match part.login {
            Some(login) => {
                let found = staff::find_by_login(&mut conn, login).await.unwrap().unwrap();
                (found.role.code(), found.id)
            }
            None => {
                let index = people::index_of(&self.ctx, &part.id_number);
                ("member", person::find_by_index(&mut conn, &index).await.unwrap().unwrap().id)
            }
        };
        drop(conn);
        let token = format!("{:064x}", role as u8 + 1);
        let row = a_session(&token, code, &subject, self.ctx.now());
        store::write!(self.ctx.store, "test", |tx| session::insert(&mut tx, &row).await).unwrap();
        let seat = self.seats.iter().find(|seat| seat.role == role).unwrap();
        let secret = seat.totp.as_deref().and_then(Secret::from_base32);
        Browser { portal: self, token, secret }
    }

    /// Lets the demo bank answer with every leg.
    async fn pay(&self) {
        let bank = payout::bank(&self.ctx).unwrap();
        for _ in 0..6 {
            payout::round(&self.ctx, bank).await.unwrap();
        }
    }
}

impl Browser<'_> {
    fn code(&self) -> String {
        self.secret.as_ref().unwrap().code_at(self.portal.ctx.now())
    }

    async fn ask(&self, request: http::request::Builder, body: String) -> (StatusCode, String, String) {
        let request = request
            .header("host", "localhost")
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, format!("session={}", self.token))
            .body(Body::from(body))
            .unwrap();
        let response = self.portal.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION).map(|l| l.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), 4_000_000).await.unwrap();
        (status, location.unwrap_or_default(), String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn get(&self, address: &str) -> String {
        let (status, location, html) = self.ask(Request::get(address), String::new()).await;
        assert_eq!(status, StatusCode::OK, "{address} → {location}");
        html
    }

    /// Where a page sends instead of showing itself.
    async fn sent_away(&self, address: &str) -> String {
        let (status, location, _) = self.ask(Request::get(address), String::new()).await;
        assert!(status.is_redirection(), "{address}: {status}");
        location
    }

    async fn post(&self, address: &str, fields: &[(&str, &str)]) -> String {
        let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let request =
            Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let (status, location, _) = self.ask(request, body.join("&")).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{address}");
        location
    }

    /// Amount, card, check; answers the fields that the last form carries.
    async fn fill(&self, amount: &str, card: &str) -> (String, String) {
        assert_eq!(self.post("/do/rent-amount", &[("amount", amount)]).await, "/rent/card");
        assert_eq!(self.post("/do/rent-card", &[("card", card)]).await, "/rent/check");
        let html = self.get("/rent/check").await;
        (hidden(&html, "request_id"), hidden(&html, "amount"))
    }

    async fn send(&self, (id, amount): &(String, String)) -> String {
        let code = self.code();
        let fields = [
            ("request_id", id.as_str()),
            ("amount", amount.as_str()),
            ("declaration", "yes"),
            ("code", code.as_str()),
        ];
        self.post("/do/rent-submit", &fields).await
    }
}

fn hidden(html: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let start = html.find(&mark).unwrap_or_else(|| panic!("no field {name} in {html}")) + mark.len();
    html[start..].split('"').next().unwrap().to_owned()
}

const CARD: &str = "6225 8800 0000 0076";

#[tokio::test]
async fn from_the_finding_to_the_money_without_a_script() {
    let portal = portal().await;
    let worker = portal.browser(Role::Worker).await;
    let html = worker.get("/rent").await;
    assert!(html.contains("这个月可以提取") && html.contains("1,500"), "{html}");
    assert!(!html.contains("<script"), "a plain page carries no script");
    let form = worker.fill("1500", CARD).await;
    let html = worker.get("/rent/check").await;
    assert!(html.contains("84,912"), "the balance afterwards: {html}");
    assert!(html.contains("招商银行 尾号 0076") && !html.contains("62258800"), "the number itself is gone");
    let result = worker.send(&form).await;
    assert!(result.starts_with("/cases/"), "{result}");
    assert_eq!(worker.send(&form).await, result, "sent again by refresh");
    assert!(worker.get(&result).await.contains("自动批准"));
    portal.pay().await;
    let html = worker.get(&result).await;
    for stop in ["已入账", "银行已受理", "资金已发出", "自动批准", "已提交"] {
        assert!(html.contains(stop), "{stop}: {html}");
    }
    let html = worker.get("/rent").await;
    assert!(html.contains("这个月还不能提取") && html.contains("2026-12-01"), "{html}");
    assert_eq!(worker.sent_away("/rent/check").await, "/rent");
    assert!(worker.get("/cases").await.contains("已到账"));
}

#[tokio::test]
async fn a_refusal_names_every_rule_figure_clause_and_cure() {
    let portal = portal().await;
    let owner = portal.browser(Role::HomeOwner).await;
    let html = words_of(&owner.get("/rent").await);
    for part in [
        "这个月还不能提取",
        "有 1 条没有满足",
        "本人住房：1 套（不动产登记",
        "需要：0 套",
        "提出异议",
        "建金〔2015〕19号",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert_eq!(owner.sent_away("/rent/amount").await, "/rent");
    assert_eq!(owner.post("/do/rent-amount", &[("amount", "1500")]).await, "/rent");
    assert_eq!(owner.send(&(portal.ctx.uuid(portal.ctx.now()), "1500".into())).await, "/rent");
    let (status, _, html) =
        owner.ask(Request::get("/rent").header("accept-language", "en"), String::new()).await;
    assert!(status.is_success() && html.contains("You cannot withdraw this month yet"), "{html}");
}

#[tokio::test]
async fn errors_stand_at_their_fields_with_everything_kept() {
    let portal = portal().await;
    let worker = portal.browser(Role::Worker).await;
    assert_eq!(worker.post("/do/rent-amount", &[("amount", "1e3")]).await, "/rent/amount");
    let html = worker.get("/rent/amount").await;
    assert!(html.contains("value=\"1e3\"") && html.contains("aria-invalid=\"true\""), "{html}");
    assert_eq!(worker.post("/do/rent-amount", &[("amount", "x"), ("quick", "750.00")]).await, "/rent/card");
    assert_eq!(worker.post("/do/rent-card", &[("card", "6225880000000077")]).await, "/rent/card");
    assert!(worker.get("/rent/card").await.contains("6225880000000077"));
    let form = worker.fill("１,５００", CARD).await;
    let sent = worker
        .post("/do/rent-submit", &[("request_id", &form.0), ("amount", &form.1), ("code", "123")])
        .await;
    assert_eq!(sent, "/rent/check");
    let html = worker.get("/rent/check").await;
    assert_eq!(html.matches("class=\"field wrong\"").count(), 2, "declaration and code at once: {html}");
    assert_eq!(hidden(&html, "request_id"), form.0, "the same form");
    let (status, location, _) = worker.ask(Request::post("/do/rent-submit"), String::new()).await;
    assert!(status.is_redirection() || status.is_client_error(), "{status} {location}");
}

#[tokio::test]
async fn two_reviewers_decide_what_the_rules_cannot() {
    let portal = portal().await;
    let member = portal.browser(Role::Unanswered).await;
    let html = member.get("/rent").await;
    assert!(html.contains("没有答复") && html.contains("两名工作人员核对"), "{html}");
    let form = member.fill("1500", CARD).await;
    let result = member.send(&form).await;
    let number = result.rsplit('/').next().unwrap().to_owned();
    assert!(member.get(&result).await.contains("初审中"));

    let (first, second) =
        (portal.browser(Role::FirstReviewer).await, portal.browser(Role::SecondReviewer).await);
    let desk = format!("/desk/{number}");
    let html = first.get("/desk").await;
    assert!(html.contains("住房信息待核") && html.contains("阿*提") && !html.contains("阿依古丽"), "{html}");
    let html = first.get(&desk).await;
    assert!(html.contains("阿依古丽") && html.contains("同意，转复核"), "{html}");
    let decide = |version: &'static str, verdict: &'static str| {
        [("number", number.clone()), ("version", version.into()), ("verdict", verdict.into())]
    };
    let post = async |who: &Browser<'_>, fields: [(&str, String); 3]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        who.post("/do/review", &fields).await
    };
    assert_eq!(post(&first, decide("0", "refuse")).await, desk);
    assert!(first.get(&desk).await.contains("aria-invalid=\"true\""), "a refusal needs a reason");
    post(&first, decide("0", "approve")).await;
    assert!(first.get(&desk).await.contains("不归您办"), "the first review is over");
    post(&second, decide("0", "approve")).await;
    assert!(second.get(&desk).await.contains("role=\"alert\""), "decided on what was read before");
    post(&second, decide("1", "approve")).await;
    portal.pay().await;
    assert!(member.get(&result).await.contains("已入账"));

    assert_eq!(member.sent_away_or_status("/desk").await, StatusCode::FORBIDDEN);
    let other = portal.browser(Role::Worker).await;
    assert_eq!(other.sent_away_or_status(&result).await, StatusCode::NOT_FOUND, "somebody else's case");
}

impl Browser<'_> {
    async fn sent_away_or_status(&self, address: &str) -> StatusCode {
        self.ask(Request::get(address), String::new()).await.0
    }
}

/// What a reader sees of a page: without tags, and without the joiners that keep figures on one line.
fn words_of(html: &str) -> String {
    let mut inside = false;
    html.chars()
        .filter(|c| {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                '\u{2060}' => return false,
                _ => return !inside,
            }
            false
        })
        .collect()
}
