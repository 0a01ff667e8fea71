//! Many members who may each withdraw once, as far as the last page of the form: all that is left is to send it.

use chrono::Datelike;
use domain::{AccountNo, BusinessCode, Fen, Month, Timestamp, account::PaidMonths, text::hex};
use service::{
    Ctx, Fault,
    actor::{Actor, Member},
    registers::{self, Household},
    rent,
    second_factor::Secret,
};
use sha2::{Digest, Sha256};
use store::{
    Conn,
    account::{self, NewAccount},
    credential,
    ledger::{self, BANK_DEPOSIT, Movement},
    payout_card::{self, PayoutCard},
    person, session,
    testing::{a_person, a_session, an_account, terms},
};

const CARD: &str = "6225880000000076";
const AMOUNT: &str = "1500.00";
const A_MONTH: i64 = 248_000;

/// Somebody with a filled-in form.
#[derive(Clone, Debug)]
pub struct Tenant {
    pub request_id: String,
    pub token: String,
    pub person_id: String,
}

/// Whoever has arrived so far. They share one authenticator, which nobody but a test would do.
pub struct Crowd {
    secret: Secret,
    card: Option<PayoutCard>,
    arrived: u32,
}

impl Crowd {
    pub fn new(ctx: &Ctx) -> Crowd {
        Crowd { secret: Secret::mint(ctx), card: None, arrived: 0 }
    }

    /// Adds members, all in one transaction.
    pub async fn arrive(&mut self, ctx: &Ctx, count: u32) -> Vec<Tenant> {
        let (now, sealed) = (ctx.now(), self.secret.seal(ctx).unwrap());
        let tenants: Vec<(u32, Tenant)> = (self.arrived + 1..=self.arrived + count)
            .map(|serial| (serial, tenant(ctx, now, serial)))
            .collect();
        self.arrived += count;
        let added: Result<(), Fault> = store::write!(ctx.store, "test.crowd", |tx| {
            for (serial, one) in &tenants {
                add(&mut tx, *serial, one, &sealed, self.card.as_ref(), now).await?;
            }
            Ok(())
        });
        added.unwrap();
        if self.card.is_none() {
            self.card = Some(first_card(ctx, &tenants[0].1).await);
            let card = self.card.as_ref().unwrap();
            let kept: Result<(), Fault> = store::write!(ctx.store, "test.cards", |tx| {
                for (_, one) in &tenants {
                    payout_card::card_put(&mut tx, &one.person_id, card).await?;
                }
                Ok(())
            });
            kept.unwrap();
        }
        tenants.into_iter().map(|(_, one)| one).collect()
    }

    /// The fields of the form, as sent at `now`.
    pub fn sent(&self, tenant: &Tenant, now: Timestamp) -> rent::submit::Sent {
        rent::submit::Sent {
            request_id: tenant.request_id.clone(),
            amount: AMOUNT.into(),
            declaration: "yes".into(),
            code: self.secret.code_at(now),
        }
    }

    /// The same as a browser writes it.
    pub fn form(&self, tenant: &Tenant, now: Timestamp) -> String {
        let rent::submit::Sent { request_id, amount, declaration, code } = self.sent(tenant, now);
        format!("request_id={request_id}&amount={amount}&declaration={declaration}&code={code}")
    }
}

impl Tenant {
    pub async fn member(&self, ctx: &Ctx) -> Member {
        match service::session::resolve(ctx, Some(&self.token)).await.unwrap() {
            Actor::Member(member) => member,
            other => panic!("{other:?}"),
        }
    }
}

fn tenant(ctx: &Ctx, now: Timestamp, serial: u32) -> Tenant {
    Tenant {
        request_id: ctx.uuid(now),
        token: hex(&Sha256::digest(format!("tenant {serial}"))),
        person_id: ctx.uuid(now),
    }
}

/// The card of the first one is entered as everybody enters it; the others get the same sealed number.
async fn first_card(ctx: &Ctx, one: &Tenant) -> PayoutCard {
    let member = one.member(ctx).await;
    rent::save_amount(ctx, &member, AMOUNT).await.expect("the amount is accepted");
    rent::save_card(ctx, &member, CARD).await.expect("the card is accepted");
    let mut conn = ctx.store.read().await.unwrap();
    payout_card::card_find(&mut conn, &one.person_id).await.unwrap().expect("the card is kept")
}

async fn add(
    tx: &mut Conn,
    serial: u32,
    one: &Tenant,
    totp: &str,
    card: Option<&PayoutCard>,
    now: Timestamp,
) -> Result<(), Fault> {
    let index = hex(&Sha256::digest(format!("identity {serial}")));
    let person = person::Person {
        birth_day: now.day().with_year(1990).unwrap(),
        created: now,
        ..a_person(&one.person_id, &index)
    };
    person::insert(tx, &person).await?;
    open(tx, serial, one, now).await?;
    credential::set_password(tx, &one.person_id, "of a test", now).await?;
    credential::set_totp(tx, &one.person_id, totp, 0, now).await?;
    registers::keep(tx, &one.person_id, &Household::single(), now).await?;
    if let Some(card) = card {
        payout_card::card_put(tx, &one.person_id, card).await?;
    }
    let session = a_session(&one.token, "member", &one.person_id, now);
    Ok(session::insert(tx, &session).await?)
}

/// An account with the three months behind it that the rules ask for.
async fn open(tx: &mut Conn, serial: u32, one: &Tenant, now: Timestamp) -> Result<(), Fault> {
    let last = Month::of(now.day()).plus(-1);
    let number = AccountNo::of(36, serial).expect("an account number");
    let terms = terms(Fen::new(1_033_333), 1200, Fen::from_yuan(1240));
    let opened_on = last.plus(-2).first_day();
    let new = NewAccount { opened_on, ..an_account(&number, &one.person_id, terms) };
    account::insert(tx, &new).await?;
    let months = PaidMonths::count(last.plus(-2).through(last).collect());
    account::months_set(tx, &number, months).await?;
    for month in last.plus(-2).through(last) {
        let movement = Movement {
            month: Some(month),
            ..Movement::at(
                BANK_DEPOSIT,
                number.as_str(),
                Fen::new(A_MONTH),
                BusinessCode::RegularRemittance,
                now,
            )
        };
        ledger::transfer_post(tx, &movement).await?;
    }
    Ok(())
}
