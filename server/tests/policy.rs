//! Every role × every use case, asked through the front door and written down in `policy.expected.md`.
//!
//! The rows come from the registries of pages and actions, so that a new use case cannot be forgotten: without a
//! name in [`NAMES`] or a line in the table this test fails. After a change that is meant,
//! `ANJU_WRITE_EXPECTED=1 cargo test -p server --test policy` writes the table anew, to be read and signed.
#![recursion_limit = "1024"]

use app::{routes::Pages, visit::Assets};
use axum::{Router, body::Body};
use domain::{IdNumber, PersonName, UnitNo};
use http::{Method, Request, StatusCode, header};
use leptos_axum::generate_route_list;
use server::{config::Web, router::router, session_layer::Front};
use service::{
    second_factor::Secret,
    testing::{PASSWORD, TestCtx},
    unit::{self, NewAgent},
};
use std::{collections::BTreeSet, fmt::Write, sync::Arc};
use store::{
    remittance::{self, NewUnit},
    session,
    staff::Role,
    testing::a_session,
};
use tower::ServiceExt;

const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policy.expected.md");

/// What each use case is, for the person who signs the table.
const NAMES: &[(&str, &str)] = &[
    ("GET /", "首页 Home, or the welcome page"),
    ("GET /base", "缴存基数调整 Adjustment of the own base"),
    ("GET /calc", "贷款计算 Loan calculator"),
    ("GET /calc/combination", "组合贷款 Combination loan"),
    ("GET /calc/limit", "可贷额度 Loan limit"),
    ("GET /calc/prepay", "提前还款 Prepayment"),
    ("GET /cases", "办件 Own cases"),
    ("GET /cases/:number", "一件办件 One own case"),
    ("GET /certificates", "证明 Own certificates"),
    ("GET /certificates/:number", "一份证明 One own certificate"),
    ("GET /certificates/not-made/:why", "没有开出的证明 A certificate that was not made"),
    ("GET /close", "销户提取 Closing withdrawal: finding"),
    ("GET /close/check", "销户提取：核对 Closing withdrawal: check"),
    ("GET /counter", "柜面扫码 Counter: scan"),
    ("GET /counter/:seen", "柜面核验结果 Counter: verdict"),
    ("GET /counter/photo", "柜面照片 Counter: photo"),
    ("GET /desk", "待办件 Review queue"),
    ("GET /desk/:number", "审核一件 Review one case"),
    ("GET /desk/board", "运行指标 Indicators of the fund"),
    ("GET /desk/board/plan", "年度计划 The yearly plan"),
    ("GET /desk/closings", "销户申请 Applications to close an account"),
    ("GET /desk/closings/:number", "答复一件销户申请 Take up or decline an application"),
    ("GET /desk/complaints", "缺缴投诉 Complaints about missing contributions"),
    ("GET /desk/complaints/:number", "答复一件投诉 Answer one complaint"),
    ("GET /desk/corrections", "提请冲正 Propose to take an entry back"),
    ("GET /desk/day", "最近一天的轧账单 Day-end sheet of the latest day"),
    ("GET /desk/day/:date", "一天的轧账单 Day-end sheet of a day"),
    ("GET /desk/proposals", "待复核 What waits for a second reviewer"),
    ("GET /desk/proposals/:name", "复核一件 One proposal"),
    ("GET /desk/suspense", "暂收款 Money in suspense"),
    ("GET /desk/suspense/:id", "一笔暂收款 One receipt in suspense"),
    ("GET /desk/suspense/receive", "登记到账 Write down money that came outside a file"),
    ("GET /desk/transfers", "异地转移 Transfers between cities, at the desk"),
    ("GET /desk/transfers/:number", "办理一件异地转移 The next step of a transfer"),
    ("GET /desk/transfers/letter", "登记对方来函 Write down the letter of another centre"),
    ("GET /flex", "灵活就业 Flexible employment: what it is"),
    ("GET /flex/agreement", "灵活就业：协议 Flexible employment: agreement"),
    ("GET /flex/check", "灵活就业：核对 Flexible employment: check"),
    ("GET /flex/done", "灵活就业：完成 Flexible employment: done"),
    ("GET /flex/identity", "灵活就业：身份 Flexible employment: identity"),
    ("GET /flex/product", "灵活就业：方式 Flexible employment: product"),
    ("GET /ledger", "明细 Own statement"),
    ("GET /ledger/interest/:year", "结息怎么算的 How own interest was counted"),
    ("GET /ledger.csv", "明细导出 Own statement as CSV"),
    ("GET /ledger.json", "明细导出 Own statement as JSON"),
    ("GET /ledger/receipt/:seq", "入账回执 Receipt of an own entry"),
    ("GET /ledger/receipt/:seq/text", "下载回执 Receipt of an own entry as text"),
    ("GET /me", "我的 Own card"),
    ("GET /me/second-factor", "设置验证器 Set up an authenticator"),
    ("GET /messages", "消息 Own messages"),
    ("GET /months", "缴存日历 Own months"),
    ("GET /open", "公开数据 Open numbers"),
    ("GET /open/indicators.csv", "公开数据文件 Open numbers as CSV"),
    ("GET /problem/:what", "出了什么问题 What went wrong"),
    ("GET /rent", "租房提取：能不能取 Rent withdrawal: finding"),
    ("GET /rent/amount", "租房提取：金额 Rent withdrawal: amount"),
    ("GET /rent/card", "租房提取：银行卡 Rent withdrawal: card"),
    ("GET /rent/check", "租房提取：核对 Rent withdrawal: check"),
    ("GET /roots", "每日公布值 Published values of the days"),
    ("GET /roots.csv", "每日公布值导出 Published values as CSV"),
    ("GET /roots/check", "核对回执的结果 Answer on a receipt"),
    ("GET /rules", "办事规则 Rules"),
    ("GET /rules/:kind", "一项规则 One kind of rules"),
    ("GET /sign-in", "登录 Sign in"),
    ("GET /staff/sign-in", "工作人员登录 Staff sign-in"),
    ("GET /schemas/statement-1.json", "账单数据格式 Form of exported statements"),
    ("GET /statements", "年度账单 Own annual statements"),
    ("GET /statements/:year", "一年的账单 Own statement of a year"),
    ("GET /statements/:year.csv", "账单导出 Own statement of a year as CSV"),
    ("GET /statements/:year.json", "账单导出 Own statement of a year as JSON"),
    ("GET /statements/:year/:month", "一个月的账单 Own statement of a month"),
    ("GET /tasks", "办事 Services"),
    ("GET /transfer", "异地转移 Transfer between cities"),
    ("GET /transfer/check", "异地转移：核对 Transfer between cities: check"),
    ("GET /unit", "本单位 Unit of the agent: workers, months, arrears"),
    ("GET /unit/deferral", "单位缓缴和降低比例 Unit: paying later or at a lower rate"),
    ("GET /unit/base", "单位基数调整 Unit: batches of bases"),
    ("GET /unit/base/:id", "一批基数调整 Unit: one batch of bases"),
    ("GET /unit/base/file", "上传清册的地址 Unit: address of the upload"),
    ("GET /unit/sign-in", "单位经办人登录 Sign-in of agents"),
    ("GET /z", "验证 Verify a certificate"),
    ("GET /z/:seen", "验证结果 Verdict on a certificate"),
    ("GET /z/number", "按编号查证 Verify by number"),
    ("GET /z/number/:answer", "按编号查证的结果 Answer on a number"),
    ("GET /z/photo", "上传照片 Upload a photo"),
    ("POST /counter/photo", "柜面核验照片 Counter: verify a photo"),
    ("POST /do/agent-sign-in", "单位经办人登录 Sign-in of agents"),
    ("POST /do/base-answer", "确认新基数或提出异议 Confirm a new base or object"),
    ("POST /do/case-act", "补件、撤回 Complete or withdraw an own case"),
    ("POST /do/certificate-issue", "开证明 Issue an own certificate"),
    ("POST /do/certificate-revoke", "收回证明 Take back an own certificate"),
    ("POST /do/close-form", "销户提取：原因和银行卡 Closing withdrawal: reason and card"),
    ("POST /do/close-submit", "销户提取：提交 Closing withdrawal: submit"),
    ("POST /do/close-withdraw", "销户提取：撤销 Take back an own application"),
    ("POST /do/complaint", "投诉缺缴 Complain about own missing months"),
    ("POST /do/complaint-act", "投诉：补充、没有解决 Add to an own complaint, or dispute its answer"),
    ("POST /do/complaint-answer", "投诉答复 Answer a complaint"),
    ("POST /do/counter-check", "柜面核验 Counter: verify a text"),
    ("POST /do/day-explain", "说明未达账 Explain an open break"),
    ("POST /do/day-sign", "轧账单签字 Sign a day-end sheet"),
    ("POST /do/day-take-back", "撤回轧账单签字 Take back a signature of a day-end sheet"),
    ("POST /do/desk-closing", "答复销户申请 Take up or decline an application"),
    ("POST /do/desk-correction", "提请冲正 Propose to take an entry back"),
    ("POST /do/desk-plan", "提请年度计划 Propose a yearly plan"),
    ("POST /do/desk-letter", "登记对方来函 Write down the letter of another centre"),
    ("POST /do/desk-suspense", "提请处理暂收款 Propose what becomes of money in suspense"),
    ("POST /do/desk-suspense-receive", "登记到账 Book money that came outside a file"),
    ("POST /do/desk-transfer", "异地转移：下一步 The next step of a transfer"),
    ("POST /do/flex-agreement", "灵活就业：同意协议 Flexible employment: accept the agreement"),
    ("POST /do/flex-identity", "灵活就业：填身份 Flexible employment: give the identity"),
    ("POST /do/flex-product", "灵活就业：选方式 Flexible employment: choose a product"),
    ("POST /do/flex-submit", "灵活就业：开户 Flexible employment: open the account"),
    ("POST /do/prefs", "语言、隐藏金额、长辈版 Preferences"),
    ("POST /do/proposal", "复核决定 Decide what was proposed"),
    ("POST /do/receipt-check", "核对回执 Check a receipt"),
    ("POST /do/rent-amount", "租房提取：填金额 Rent withdrawal: give the amount"),
    ("POST /do/rent-card", "租房提取：填银行卡 Rent withdrawal: give the card"),
    ("POST /do/rent-submit", "租房提取：提交 Rent withdrawal: submit"),
    ("POST /do/review", "审核决定 Decide a case"),
    ("POST /do/second-factor", "设置验证器 Set up the authenticator"),
    ("POST /do/sign-in", "登录 Sign in"),
    ("POST /do/sign-out", "退出 Sign out"),
    ("POST /do/staff-sign-in", "工作人员登录 Staff sign-in"),
    ("POST /do/statements-sign", "开具带二维码的对账单 Make the signed statement"),
    ("POST /do/transfer-cancel", "异地转移：撤销 Take back an own transfer"),
    ("POST /do/transfer-form", "异地转移：填写 Transfer: the old centre and account"),
    ("POST /do/transfer-submit", "异地转移：申请 Ask for a transfer in"),
    ("POST /do/unit-deferral", "单位申请缓缴 Unit: ask to pay later"),
    ("POST /do/unit-settle", "单位处理异议 Unit: settle an objection"),
    ("POST /do/verify-number", "按编号查证 Verify by number"),
    ("POST /do/verify-text", "验证文字 Verify a text"),
    ("POST /unit/base/file", "上传基数清册 Unit: upload a list of bases"),
    ("POST /z/photo", "验证照片 Verify a photo"),
];

/// Who asks. The order is that of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Stranger,
    Member,
    Agent,
    Staff(Role),
}

const COLUMNS: [(Who, &str); 6] = [
    (Who::Stranger, "visitor 访客"),
    (Who::Member, "member 缴存人"),
    (Who::Agent, "agent 单位经办人"),
    (Who::Staff(Role::Counter), "counter 柜员"),
    (Who::Staff(Role::FirstReviewer), "first reviewer 初审"),
    (Who::Staff(Role::SecondReviewer), "second reviewer 复核"),
];

/// All use cases: pages, files, uploads, actions.
fn use_cases() -> BTreeSet<String> {
    let pages = generate_route_list(Pages);
    let pages = pages.iter().map(|page| format!("GET {}", plain(page.path())));
    let actions = leptos::server_fn::axum::server_fn_paths().map(|(path, method)| format!("{method} {path}"));
    let others = [
        "GET /ledger.csv",
        "GET /ledger.json",
        "GET /ledger/receipt/:seq/text",
        "GET /open/indicators.csv",
        "GET /roots.csv",
        "GET /schemas/statement-1.json",
        "GET /statements/:year.csv",
        "GET /statements/:year.json",
        "GET /unit/base/file",
        "POST /unit/base/file",
        "GET /z/photo",
        "POST /z/photo",
        "GET /counter/photo",
        "POST /counter/photo",
    ];
    pages.chain(actions).chain(others.map(str::to_owned)).collect()
}

/// What stands in an address for a variable part of it: nothing that there is, and of a file its ending.
fn stand_in(part: &str) -> &'static str {
    match part.rsplit_once('.') {
        Some((_, "csv")) => "2026.csv",
        Some((_, "json")) => "2026.json",
        _ => "none",
    }
}

/// `/cases/{number}` and `/cases/:number` are one.
fn plain(path: &str) -> String {
    path.replace('{', ":").replace('}', "")
}

struct Portal {
    test: TestCtx,
    router: Router,
    person: String,
    agent: String,
    staff: Vec<(Role, String)>,
}

impl Portal {
    async fn new() -> Portal {
        let test = TestCtx::new().await;
        let person = test.person("11010519491231002X", "林秀芳").await;
        let mut staff = Vec::new();
        for (login, role) in
            [("counter1", Role::Counter), ("first1", Role::FirstReviewer), ("second1", Role::SecondReviewer)]
        {
            staff.push((role, test.staff(login, "110105194912310038", role).await.0));
        }
        let agent = an_agent(&test).await;
        let web = Web {
            listen: ([127, 0, 0, 1], 0).into(),
            site: "/nonexistent".into(),
            fonts: None,
            allowed_hosts: Vec::new(),
            trusted_hops: 0,
            https: false,
        };
        let front = Front { ctx: test.ctx.clone(), assets: Arc::new(Assets::default()), https: false };
        Portal { router: router(front, &web), test, person, agent, staff }
    }

    /// A fresh session for every question: signing out is one of the questions.
    async fn cookie(&self, who: Who, number: usize) -> String {
        let (role, subject) = match who {
            Who::Stranger => return String::new(),
            Who::Member => ("member", self.person.clone()),
            Who::Agent => ("agent", self.agent.clone()),
            Who::Staff(role) => {
                let of_role = self.staff.iter().find(|(own, _)| *own == role).map(|(_, id)| id.clone());
                (role.code(), of_role.unwrap())
            }
        };
        let token = format!("{number:064x}");
        let row = a_session(&token, role, &subject, self.test.ctx.now());
        store::write!(self.test.ctx.store, "test", |tx| session::insert(&mut tx, &row).await).unwrap();
        format!("session={token}")
    }

    /// What the portal answers to a question without content.
    async fn answer(&self, use_case: &str, cookie: &str) -> &'static str {
        let (method, path) = use_case.split_once(' ').unwrap();
        let path: Vec<&str> =
            path.split('/').map(|part| if part.starts_with(':') { stand_in(part) } else { part }).collect();
        let (kind, body) = match use_case.ends_with("/photo") || use_case.ends_with("/file") {
            true => ("multipart/form-data; boundary=x", "--x--\r\n"),
            false => ("application/x-www-form-urlencoded", ""),
        };
        let request = Request::builder()
            .method(method.parse::<Method>().unwrap())
            .uri(path.join("/"))
            .header(header::HOST, "localhost")
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
        let status = answer.status();
        assert!(!status.is_server_error() || use_case.contains("/problem/"), "{use_case}: {status}");
        let about_sign_in = use_case.ends_with("sign-in") || use_case.ends_with("sign-out");
        match to {
            "/problem/forbidden" => "no",
            _ if about_sign_in => "yes",
            to if to.starts_with("/sign-in") => "sign in",
            to if to.starts_with("/staff/sign-in") => "staff sign in",
            to if to.starts_with("/unit/sign-in") => "agent sign in",
            _ if status == StatusCode::FORBIDDEN => "no",
            _ => "yes",
        }
    }
}

/// The agent of a unit without workers.
async fn an_agent(test: &TestCtx) -> String {
    let unit = NewUnit { id: "u1".into(), number: "100001".into(), name: "刺桐".into(), credit_code: None };
    store::write!(test.ctx.store, "test", |tx| remittance::units_insert(
        &mut tx,
        std::slice::from_ref(&unit),
        test.ctx.now()
    )
    .await)
    .unwrap();
    let (name, id) = (PersonName::parse("黄丽华").unwrap(), IdNumber::parse("110105194912310038").unwrap());
    let unit = UnitNo::parse("100001").unwrap();
    let new = NewAgent { login: "agent1", name: &name, id: &id, unit: &unit };
    unit::add_agent(&test.ctx, &new, PASSWORD, &Secret::mint(&test.ctx)).await.unwrap()
}

#[tokio::test]
async fn every_role_and_every_use_case() {
    let portal = Portal::new().await;
    let mut table = String::from(
        "# Who may do what\n\n\
         Written by `server/tests/policy.rs` from what the portal answers. `yes`: heard; which things a person sees \
         or changes there is bound to the person, and a thing of someone else is not found. `no`: refused. `sign in`: \
         sent to the sign-in page.\n\n| use case | what |",
    );
    for (_, name) in COLUMNS {
        let _ = write!(table, " {name} |");
    }
    table.push_str("\n|---|---|---|---|---|---|---|---|\n");
    let mut number = 1;
    for use_case in use_cases() {
        let name = NAMES.iter().find(|(key, _)| *key == use_case).map(|(_, name)| *name);
        let name = name.unwrap_or_else(|| panic!("{use_case} has no name in NAMES: say who may do it"));
        let _ = write!(table, "| `{use_case}` | {name} |");
        for (who, _) in COLUMNS {
            let cookie = portal.cookie(who, number).await;
            number += 1;
            let _ = write!(table, " {} |", portal.answer(&use_case, &cookie).await);
        }
        table.push('\n');
    }
    if std::env::var_os("ANJU_WRITE_EXPECTED").is_some() {
        std::fs::write(EXPECTED, &table).unwrap();
    }
    let expected = std::fs::read_to_string(EXPECTED).unwrap_or_default();
    assert_eq!(table, expected, "who may do what has changed; see the head of this file");
}
