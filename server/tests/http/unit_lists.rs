//! A unit's list of bases as a file: taken for the unit of the session alone, and refused as a whole by name.

use crate::{
    people::Visitor,
    support::{Answer, Portal, ask},
};
use axum::body::Body;
use http::{Method, header};
use store::staff::Role;

const ID: &str = "0195f0a0-0000-7000-8000-000000000001";

/// The three fields of the form as a browser sends them.
fn form(id: &str, file: &str) -> String {
    let part = |name: &str, more: &str, value: &str| {
        format!("--b0undary\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let file = part("file", "; filename=\"bases.csv\"", file);
    format!("{}{}{file}--b0undary--\r\n", part("request_id", "", id), part("year", "", "2026"))
}

async fn send(portal: &Portal, who: Option<&Visitor>, body: impl Into<Body>) -> Answer {
    let mut request = ask(Method::POST, "/unit/base/file").header("sec-fetch-site", "same-origin");
    if let Some(who) = who {
        request = request.header(header::COOKIE, &who.cookie);
    }
    let kind = "multipart/form-data; boundary=b0undary";
    portal.send(request.header(header::CONTENT_TYPE, kind).body(body.into()).unwrap()).await
}

/// Take the reader's look at the length away and a list of five megabytes is read.
#[tokio::test]
async fn a_list_is_taken_whole_or_refused_by_name() {
    let portal = Portal::new().await;
    let agent = portal.agent().await;
    let number = domain::AccountNo::of(1, 1).unwrap();
    let list = format!("GRZH,GRJCJS,DWJCBL,GRJCBL\n{number},12000,12,12\n");

    let refused = send(&portal, Some(&agent), form(ID, &list.replace("12000", "1"))).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header(header::LOCATION)),
        (303, "/unit/base?refused=1#refused")
    );
    let page = portal.get_as(&agent, "/unit/base?refused=1").await;
    assert!(page.body.contains("缴存基数应在下限"), "{}", page.body);

    for (body, why) in [
        (form(ID, ""), "没有收到文件"),
        (form(ID, "name,amount\n1,2\n"), "GRZH"),
        (form(ID, &(list.clone() + &"x".repeat(4 * 1024 * 1024))), "超过 4 MB"),
        (form(ID, &"x".repeat(6 * 1024 * 1024)), "超过 4 MB"),
    ] {
        let refused = send(&portal, Some(&agent), body).await;
        assert_eq!(refused.status, 303);
        let page = portal.get_as(&agent, "/unit/base?refused=1").await;
        assert!(page.body.contains(why), "{why}: {}", page.body);
    }
    for broken in [
        form("1", &list),
        form(ID, &list).replace("--b0undary--", "--b0und"),
        form(ID, &list).replace("2026", "x"),
    ] {
        send(&portal, Some(&agent), broken).await.is_our_page(400);
    }

    let taken = send(&portal, Some(&agent), form(ID, &list)).await;
    let place = format!("/unit/base/{ID}");
    assert_eq!((taken.status.as_u16(), taken.header(header::LOCATION)), (303, place.as_str()));
    let again = send(&portal, Some(&agent), form(ID, &list)).await;
    assert_eq!(again.header(header::LOCATION), place, "sent twice, it is one");
    let batch = portal.get_as(&agent, &place).await;
    batch.is_our_page(200);
    assert!(batch.body.contains(number.as_str()), "{}", batch.body);
}

/// Whoever is no agent reaches nothing.
#[tokio::test]
async fn nobody_else_sends_a_list() {
    let portal = Portal::new().await;
    let list = form(ID, "GRZH,GRJCJS\n");
    let stranger = send(&portal, None, list.clone()).await;
    assert!(
        stranger.status != 200 && !stranger.header(header::LOCATION).starts_with("/unit/base"),
        "{stranger:?}"
    );
    let clerk = portal.staff(Role::Counter).await;
    let refused = send(&portal, Some(&clerk), list).await;
    assert!(!refused.header(header::LOCATION).starts_with("/unit/base"), "{refused:?}");
}
