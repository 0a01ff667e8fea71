//! The officers' desk over the wire: made-up numbers and ids are the sender's fault, and what was typed stays.

use crate::support::Portal;
use http::header::LOCATION;
use store::staff::Role;

const NUMBER: &str = "2611-not-one";

/// Where the action sends whoever made the form up, and what stands there.
async fn is_made_up(portal: &Portal, who: &crate::people::Visitor, action: &str, form: &str) {
    let answer = portal.post_as(who, action, form).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header(LOCATION)),
        (303, "/problem/address"),
        "{action} {form}"
    );
    portal.get_as(who, "/problem/address").await.is_our_page(400);
}

#[tokio::test]
async fn an_odd_id_of_a_proposal_is_the_senders_fault() {
    let portal = Portal::new().await;
    let second = portal.staff(Role::SecondReviewer).await;
    let odd = [
        "",
        "closing",
        "closing-",
        "case-c1",
        "CLOSING-c1",
        "closing-..%2Fc1",
        "closing-c%001",
        "closing-c+1",
        "closing-%E7%BC%96",
        "transfer-nothing",
        "closing-nothing",
        "correction-1",
        "base-1.5",
    ];
    for name in odd {
        let form = format!("name={name}&verdict=approve&code=123456");
        is_made_up(&portal, &second, "/do/proposal", &form).await;
    }
    is_made_up(&portal, &second, "/do/proposal", "name=closing-c1&verdict=perhaps&code=123456").await;
    for name in ["closing-", "case-c1", "closing-c%001", "closing-..%2Fc1", "transfer-nothing"] {
        portal.get_as(&second, &format!("/desk/proposals/{name}")).await.is_our_page(404);
    }
}

#[tokio::test]
async fn a_form_about_nothing_is_the_senders_fault() {
    let portal = Portal::new().await;
    let first = portal.staff(Role::FirstReviewer).await;
    for number in ["", NUMBER, "%00"] {
        is_made_up(&portal, &first, "/do/desk-transfer", &format!("number={number}&move=send")).await;
    }
    for number in ["", NUMBER, "%00"] {
        is_made_up(&portal, &first, "/do/desk-closing", &format!("number={number}&verdict=decline&note=x"))
            .await;
    }
    for path in
        ["/desk/transfers/none", "/desk/transfers/2611%00", "/desk/closings/none", "/desk/closings/2611%00"]
    {
        portal.get_as(&first, path).await.is_our_page(404);
    }
    let list = portal.get_as(&first, "/desk/transfers?direction=up&state=none").await;
    list.is_our_page(200);
}

#[tokio::test]
async fn a_letter_keeps_what_was_typed_and_says_what_is_wrong() {
    let portal = Portal::new().await;
    let first = portal.staff(Role::FirstReviewer).await;
    let form = "letter=XM-1&centre=%22%3E%3Cb%3E&account=12&name=%E6%9E%97%E7%A7%80%E8%8A%B3&payee_bank=1";
    let answer = portal.post_as(&first, "/do/desk-letter", form).await;
    assert_eq!((answer.status.as_u16(), answer.header(LOCATION)), (303, "/desk/transfers/letter"));
    let page = portal.get_as(&first, "/desk/transfers/letter").await;
    page.is_our_page(200);
    for said in ["请填写 12 位数字", "这里没有这个账户", "value=\"XM-1\"", "value=\"林秀芳\""]
    {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(!page.body.contains("<b>\""), "{}", page.body);
    let second = portal.staff(Role::SecondReviewer).await;
    portal.get_as(&second, "/desk/transfers/letter").await.is_our_page(403);
}

#[tokio::test]
async fn a_correction_says_at_its_field_why_not() {
    let portal = Portal::new().await;
    let first = portal.staff(Role::FirstReviewer).await;
    for (entry, said) in [("abc", "请填写整数"), ("77", "没有这笔记录"), ("%22%3E%3Cb%3E", "请填写整数")]
    {
        let page = portal.get_as(&first, &format!("/desk/corrections?entry={entry}")).await;
        page.is_our_page(200);
        assert!(page.body.contains(said) && !page.body.contains("<b>\""), "{entry}: {}", page.body);
    }
    let form = "entry=77&reason=ordered&note=XM-1";
    let answer = portal.post_as(&first, "/do/desk-correction", form).await;
    assert_eq!((answer.status.as_u16(), answer.header(LOCATION)), (303, "/desk/corrections"));
    let page = portal.get_as(&first, "/desk/corrections").await;
    page.is_our_page(200);
    for said in ["没有这笔记录", "value=\"77\""] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let second = portal.staff(Role::SecondReviewer).await;
    portal.get_as(&second, "/desk/corrections").await.is_our_page(403);
}

#[tokio::test]
async fn a_plan_keeps_what_was_typed_and_waits_for_another_person() {
    let portal = Portal::new().await;
    let first = portal.staff(Role::FirstReviewer).await;
    let page = portal.get_as(&first, "/desk/board/plan").await;
    page.is_our_page(200);
    let id =
        page.body.split("name=\"request_id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = "collection=12%E4%BA%BF&withdrawals=%22%3E%3Cb%3E&off_counter_rate=101&year=2026";
    let answer = portal.post_as(&first, "/do/desk-plan", form).await;
    assert_eq!((answer.status.as_u16(), answer.header(LOCATION)), (303, "/desk/board/plan"));
    let page = portal.get_as(&first, "/desk/board/plan").await;
    page.is_our_page(200);
    for said in
        ["请按元填写", "离柜率，不低于：请填写 0.01% 到 100.00% 之间的数", "value=\"12亿\"", "value=\"101\""]
    {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(!page.body.contains("<b>\""), "{}", page.body);
    let form = format!("request_id={id}&year=2026&collection=1,200&withdrawals=100&overdue_rate=0.2");
    for _ in 0..2 {
        let answer = portal.post_as(&first, "/do/desk-plan", &form).await;
        let there = format!("/desk/proposals/plan-{id}");
        assert_eq!((answer.status.as_u16(), answer.header(LOCATION)), (303, there.as_str()));
        let page = portal.get_as(&first, &there).await;
        page.is_our_page(200);
        for said in ["2026年计划", "¥1,200.00", "0.200‰", "制单和复核必须是两个人"] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
    }
    let board = portal.get_as(&first, "/desk/board").await;
    assert!(board.body.contains("2026年计划待复核"), "{}", board.body);
    let second = portal.staff(Role::SecondReviewer).await;
    let page = portal.get_as(&second, "/desk/board/plan").await;
    page.is_our_page(200);
    assert!(page.body.contains(&format!("/desk/proposals/plan-{id}")), "{}", page.body);
    assert!(!page.body.contains("/do/desk-plan"), "a second reviewer decides: {}", page.body);
    let made_up = portal.post_as(&second, "/do/desk-plan", &form).await;
    assert_eq!(made_up.header(LOCATION), "/problem/forbidden");
}
