//! People who have signed in, and what they have.

use crate::support::{Answer, Portal, ask, form_to};
use axum::body::Body;
use domain::{
    AccountNo, Fen, IdNumber, Month, PersonName, UnitNo,
    account::{AccountKind, PaidMonths},
};
use http::{Method, header};
use service::{
    actor::Actor,
    certificate,
    second_factor::Secret,
    testing::PASSWORD,
    unit::{self, NewAgent},
};
use store::{
    account,
    remittance::{self, NewUnit, OpenedAccount},
    session,
    staff::Role,
    testing::{a_session, an_account, terms},
};

/// Somebody with an open session.
pub struct Visitor {
    pub token: String,
    pub cookie: String,
}

impl Portal {
    /// A contributor with ten paid months.
    pub async fn contributor(&self) -> Visitor {
        let person_id = self.test.person("11010519491231002X", "林秀芳").await;
        let number = AccountNo::of(1, 1).unwrap();
        let terms = terms(Fen::from_yuan(10_000), 1200, Fen::from_yuan(1200));
        let new = account::NewAccount { kind: AccountKind::Flex, ..an_account(&number, &person_id, terms) };
        let month = |m| Month::new(2026, m).unwrap();
        let months = PaidMonths::count(month(1).through(month(10)).collect());
        store::write!(self.test.ctx.store, "test", |tx| {
            account::insert(&mut tx, &new).await?;
            account::months_set(&mut tx, &number, months).await
        })
        .unwrap();
        self.session("member", &person_id).await
    }

    pub async fn staff(&self, role: Role) -> Visitor {
        let staff_id = self.test.staff(role.code(), "110105194912310038", role).await.0;
        self.session(role.code(), &staff_id).await
    }

    /// The agent of a unit with one worker.
    pub async fn agent(&self) -> Visitor {
        let ctx = &self.test.ctx;
        let person_id = self.test.person("11010519491231002X", "林秀芳").await;
        let name = PersonName::parse("黄丽华").unwrap();
        let id = IdNumber::from_parts(350_599, "1980-02-03".parse().unwrap(), 1).unwrap();
        let unit =
            NewUnit {
                id: "u1".into(), number: "100001".into(), name: "刺桐纺织".into(), credit_code: None
            };
        let opened = OpenedAccount {
            number: AccountNo::of(1, 1).unwrap(),
            person_id,
            unit_id: "u1".into(),
            opened_on: ctx.today(),
        };
        store::write!(ctx.store, "test", |tx| {
            remittance::units_insert(&mut tx, std::slice::from_ref(&unit), ctx.now()).await?;
            remittance::accounts_insert(&mut tx, std::slice::from_ref(&opened)).await
        })
        .unwrap();
        let unit = UnitNo::parse("100001").unwrap();
        let new = NewAgent { login: "agent1", name: &name, id: &id, unit: &unit };
        let secret = Secret::mint(ctx);
        let agent_id = unit::add_agent(ctx, &new, PASSWORD, &secret).await.unwrap();
        self.session("agent", &agent_id).await
    }

    async fn session(&self, role: &str, subject: &str) -> Visitor {
        let token = format!("{:0>64}", role.len());
        let row = a_session(&token, role, subject, self.test.ctx.now());
        store::write!(self.test.ctx.store, "test", |tx| session::insert(&mut tx, &row).await).unwrap();
        Visitor { cookie: format!("session={token}"), token }
    }

    pub async fn get_as(&self, who: &Visitor, path: &str) -> Answer {
        let request = ask(Method::GET, path).header(header::COOKIE, &who.cookie);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post_as(&self, who: &Visitor, path: &str, form: &str) -> Answer {
        let request =
            form_to(path).header(header::COOKIE, &who.cookie).header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// The digits of a certificate that the contributor has just made.
    pub async fn certificate(&self, who: &Visitor) -> String {
        let ctx = &self.test.ctx;
        let actor = service::session::resolve(ctx, Some(&who.token)).await.unwrap();
        let Actor::Member(member) = actor else { panic!("{actor:?}") };
        let id = certificate::issue(ctx, &member, "018f0000-0000-7000-8000-000000000001").await.unwrap();
        let own = certificate::find_own(ctx, &member, &id).await.unwrap().unwrap().0;
        app::actions::certificate::segment(&own.link)
    }
}
