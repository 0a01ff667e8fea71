//! What must not get out: certificates in addresses, files of someone else, forms that count as someone's.

use crate::{
    log,
    support::{Portal, ask, form_to},
};
use axum::body::Body;
use http::{Method, header};
use store::staff::Role;

/// Remove the test of the path in `headers::referrer`.
#[tokio::test]
async fn nothing_below_z_says_where_it_comes_from() {
    let portal = Portal::new().await;
    for path in
        ["/z", "/z/", "/z/80123456789012", "/z/number", "/z/number/a1", "/z/photo", "/z/status/1", "/z/a/b/c"]
    {
        let answer = portal.get(path).await;
        assert_eq!(answer.header(header::REFERRER_POLICY), "no-referrer", "{path}");
    }
    let upload = form_to("/z/photo").body(Body::from("x")).unwrap();
    assert_eq!(portal.send(upload).await.header(header::REFERRER_POLICY), "no-referrer");
    for path in ["/", "/zebra", "/calc", "/counter"] {
        assert_eq!(portal.get(path).await.header(header::REFERRER_POLICY), "same-origin", "{path}");
    }
}

/// Pages without a referrer make a browser from before `Sec-Fetch-Site` send `Origin: null`; their forms are heard all
/// the same. Let `checks_for_anyone` say no, and they are refused; let it say yes, and the others are heard.
#[tokio::test]
async fn of_all_forms_only_those_below_z_are_heard_without_an_origin() {
    let portal = Portal::new().await;
    let open = ["/do/verify-text", "/do/verify-number", "/z/photo"];
    let actions = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path);
    for path in actions.chain(["/z/photo", "/counter/photo"]) {
        for (name, value) in [("origin", "null"), ("sec-fetch-site", "cross-site")] {
            let request = form_to(path).header(name, value).body(Body::from("text=x")).unwrap();
            let refused = portal.send(request).await.status == 403;
            assert_eq!(refused, !open.contains(&path), "{path} with {name}: {value}");
        }
    }
}

/// Take the path into the line of `visit::log_fault`, or the whole path into that of `trace`.
#[tokio::test]
async fn a_certificate_is_in_no_log_even_when_checking_it_fails() {
    let portal = Portal::new().await;
    let contributor = portal.contributor().await;
    let digits = portal.certificate(&contributor).await;
    assert!(digits.len() > 100 && digits.bytes().all(|b| b.is_ascii_digit()), "{digits}");
    log::listen();
    let page = portal.get(&format!("/z/{digits}")).await;
    assert!(page.status == 200 && page.body.contains("data-verdict"), "{}", page.body);
    let sent = portal.post("/do/verify-text", format!("text={digits}")).await;
    assert_eq!(sent.header(header::LOCATION), format!("/z/{digits}"));
    portal.test.ctx.store.close().await;
    portal.get(&format!("/z/{digits}")).await.is_our_page(500);
    let text = log::heard();
    assert!(text.contains("a request failed") && text.contains("/z/*"), "{text}");
    assert!(!text.contains(&digits[20..40]), "{text}");
}

/// Asked by staff, an own file is refused with a page; the members' sign-in would be a circle. Send everybody without
/// a member's session to `/sign-in`.
#[tokio::test]
async fn staff_have_no_statement_and_no_certificates() {
    for role in [Role::Counter, Role::FirstReviewer, Role::SecondReviewer] {
        let portal = Portal::new().await;
        let staff = portal.staff(role).await;
        for path in ["/ledger.csv", "/ledger.json", "/certificates/x.png", "/certificates/x.pdf"] {
            let answer = portal.get_as(&staff, path).await;
            answer.is_our_page(403);
            assert!(answer.body.contains("您不能查看这一页"), "{}", answer.body);
        }
    }
    let portal = Portal::new().await;
    for (path, sign_in) in
        [("/ledger.csv", "/sign-in?next=ledger"), ("/certificates/x.pdf", "/sign-in?next=certificates")]
    {
        let answer = portal.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.header(header::LOCATION)), (303, sign_in));
    }
    let contributor = portal.contributor().await;
    let statement = portal.get_as(&contributor, "/ledger.csv").await;
    assert_eq!(statement.status, 200);
    assert_eq!(statement.header(header::CACHE_CONTROL), "no-store");
    let head = ask(Method::HEAD, "/ledger.csv").body(Body::empty()).unwrap();
    assert_eq!(portal.send(head).await.body, "");
}

/// Setting up an authenticator hands over a new session; the old cookie opens nothing any more. Leave out the cookie
/// in `set_second_factor`, and the person is a stranger afterwards.
#[tokio::test]
async fn a_new_second_factor_comes_with_a_new_session() {
    let portal = Portal::new().await;
    let before = portal.contributor().await;
    let page = portal.get_as(&before, "/me/second-factor").await;
    let after_mark = |text: &str, mark: &str| text.split_once(mark).map(|(_, rest)| rest.to_owned()).unwrap();
    let sealed = after_mark(&page.body, "name=\"enrolment\" value=\"");
    let sealed = sealed.split('"').next().unwrap();
    let secret = after_mark(&page.body, "secret=");
    let secret: String = secret.chars().take_while(char::is_ascii_alphanumeric).collect();
    let secret = service::second_factor::Secret::from_base32(&secret).unwrap();
    let code = secret.code_at(portal.test.ctx.now());
    let form = format!("enrolment={sealed}&password={}&code={code}", service::testing::PASSWORD);
    let answer = portal.post_as(&before, "/do/second-factor", &form).await;
    assert_eq!(answer.header(header::LOCATION), "/me/second-factor?done=1");
    let cookie = answer.header(header::SET_COOKIE).split(';').next().unwrap().to_owned();
    let after = crate::people::Visitor { token: cookie.replace("session=", ""), cookie };
    assert_ne!(after.token, before.token);
    assert_eq!(portal.get_as(&after, "/ledger").await.status, 200);
    assert_eq!(portal.get_as(&before, "/ledger").await.header(header::LOCATION), "/sign-in?next=ledger");
}
