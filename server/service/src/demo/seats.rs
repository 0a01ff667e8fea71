//! Gives the demo people their sign-ins.
//!
//! Passwords and one-time-code secrets follow from the seed, so that a demo can be written down. They are no
//! secrets: a demo centre must never hold real people.

use super::{Cast, Dice, Part, Role};
use crate::{
    Ctx, Fault,
    new_login::NotAdded,
    people::{self, NewPerson, PasswordRefused},
    registers::{self, Household},
    second_factor::Secret,
    staff::{self, NewStaff},
    unit::{self, NewAgent},
};
use domain::{Mobile, Timestamp, UnitNo};
use store::{account, agent, credential, person};

/// How to sign in as a demo person.
#[derive(Clone, Debug)]
pub struct Seat {
    pub role: Role,
    pub name: String,
    /// Identity number of a member, login of staff.
    pub login: String,
    pub password: String,
    /// Base32, for an authenticator; `None` for someone who has not set up a second factor.
    pub totp: Option<String>,
}

const WORDS: [&str; 24] = [
    "amber", "bamboo", "cedar", "delta", "ember", "fjord", "garnet", "harbour", "indigo", "jasmine", "kelp",
    "lotus", "maple", "nectar", "otter", "pebble", "quartz", "river", "saffron", "thistle", "umber",
    "velvet", "willow", "zephyr",
];

/// Adds those of the cast who are not there yet, and sets the sign-in of each.
pub async fn seat(ctx: &Ctx, seed: u64, cast: &Cast) -> Result<Vec<Seat>, Fault> {
    let dice = Dice::new(seed ^ 0x5ea7);
    let mut seats = Vec::new();
    for part in cast.parts() {
        let password = format!("{}-{}-{:03}", dice.pick(&WORDS), dice.pick(&WORDS), dice.below(1000));
        let secret = Secret::draw(&dice);
        let has_factor = part.role != Role::Flexible;
        match staff_role(part.role) {
            _ if part.role == Role::Agent => agent_seat(ctx, part, cast, &password, &secret).await?,
            Some(role) => staff_seat(ctx, part, role, &password, &secret).await?,
            None => member_seat(ctx, part, &dice, &password, has_factor.then_some(&secret)).await?,
        }
        seats.push(Seat {
            role: part.role,
            name: part.name.as_str().to_owned(),
            login: part.login.map_or_else(|| part.id_number.reveal().to_owned(), str::to_owned),
            password,
            totp: has_factor.then(|| secret.base32().to_string()),
        });
    }
    Ok(seats)
}

fn staff_role(role: Role) -> Option<staff::Role> {
    match role {
        Role::Counter => Some(staff::Role::Counter),
        Role::FirstReviewer => Some(staff::Role::FirstReviewer),
        Role::SecondReviewer => Some(staff::Role::SecondReviewer),
        _ => None,
    }
}

async fn staff_seat(
    ctx: &Ctx,
    part: &Part,
    role: staff::Role,
    password: &str,
    secret: &Secret,
) -> Result<(), Fault> {
    let login = part.login.ok_or(Fault::Invariant("staff of the cast has a login"))?;
    let new = NewStaff { login, name: &part.name, id: &part.id_number, role };
    staff::add(ctx, &new, password, secret).await.map_err(not_added)?;
    Ok(())
}

/// The agent speaks for the unit that pays for the worker of the cast, who is there before.
async fn agent_seat(
    ctx: &Ctx,
    part: &Part,
    cast: &Cast,
    password: &str,
    secret: &Secret,
) -> Result<(), Fault> {
    let login = part.login.ok_or(Fault::Invariant("an agent of the cast has a login"))?;
    let worker = cast.part(Role::Worker).ok_or(Fault::Invariant("the cast has a worker"))?;
    let index = people::index_of(ctx, &worker.id_number);
    let mut conn = ctx.store.read().await?;
    let Some(person) = person::find_by_index(&mut conn, &index).await? else { return Ok(()) };
    let Some(own) = account::find_of_person(&mut conn, &person.id).await? else { return Ok(()) };
    let Some(unit_id) = account::unit_of(&mut conn, &own.account.number).await? else { return Ok(()) };
    let found = agent::unit_find(&mut conn, &unit_id).await?;
    drop(conn);
    let unit = found.and_then(|unit| UnitNo::parse(&unit.number).ok());
    let unit = unit.ok_or(Fault::Invariant("an account's unit has a number"))?;
    let new = NewAgent { login, name: &part.name, id: &part.id_number, unit: &unit };
    unit::add_agent(ctx, &new, password, secret).await.map_err(not_added)?;
    Ok(())
}

async fn member_seat(
    ctx: &Ctx,
    part: &Part,
    dice: &Dice,
    password: &str,
    secret: Option<&Secret>,
) -> Result<(), Fault> {
    let mobile = Mobile::parse(&format!("1990000{:04}", dice.below(10_000)))
        .map_err(|_| Fault::Invariant("a demo mobile number is one"))?;
    let new = NewPerson { name: &part.name, id: &part.id_number, mobile: Some(&mobile) };
    let person = people::create(ctx, &new).await?;
    people::set_password(ctx, &person, password, &[]).await.map_err(refused)?;
    registers::record(ctx, &person, &household(part.role)).await?;
    if let Some(secret) = secret {
        set_factor(ctx, &person, secret, ctx.now()).await?;
    }
    Ok(())
}

/// What the registers say about the demo people.
fn household(role: Role) -> Household {
    let single = Household::single();
    match role {
        Role::HomeOwner => Household { homes_self: Some(1), ..single },
        Role::Parent => Household { married: Some(true), children_minor: Some(3), ..single },
        Role::Unanswered => Household { homes_self: None, ..single },
        _ => single,
    }
}

async fn set_factor(ctx: &Ctx, subject: &str, secret: &Secret, now: Timestamp) -> Result<(), Fault> {
    let sealed = secret.seal(ctx)?;
    store::write!(ctx.store, "demo.second_factor", |tx| {
        credential::set_totp(&mut tx, subject, &sealed, 0, now).await.map_err(Fault::from)
    })?;
    Ok(())
}

fn not_added(why: NotAdded) -> Fault {
    match why {
        NotAdded::Fault(fault) => fault,
        NotAdded::NoUnit | NotAdded::LoginTaken | NotAdded::Problem(_) => {
            Fault::Invariant("a demo login is free and keeps the rules")
        }
    }
}

fn refused(refused: PasswordRefused) -> Fault {
    match refused {
        PasswordRefused::Fault(fault) => fault,
        PasswordRefused::Problem(_) => Fault::Invariant("a demo password keeps the rules"),
    }
}
