//! The people of the demo whom one can sign in as (演示人物).

use chrono::NaiveDate;
use domain::{IdNumber, PersonName};

/// What a demo person is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A worker with 24 full months, a tenant: every rule of the rent withdrawal is met.
    Worker,
    /// A worker who owns a home: refused, with cures. The employer left out two months.
    HomeOwner,
    /// A worker with three children: a higher limit where the city has one.
    Parent,
    /// A worker whose home register does not answer: goes to the reviewers.
    Unanswered,
    /// Someone without an account, who joins as flexibly employed.
    Flexible,
    Counter,
    FirstReviewer,
    SecondReviewer,
    /// Speaks for the unit of [`Role::Worker`].
    Agent,
}

/// One demo person.
#[derive(Clone, Debug)]
pub struct Part {
    pub role: Role,
    pub name: PersonName,
    pub id_number: IdNumber,
    /// Sign-in name of staff; members sign in with the identity number.
    pub login: Option<&'static str>,
}

/// All demo people of a city.
#[derive(Clone, Debug)]
pub struct Cast(Vec<Part>);

/// Role, name, birthday, sequence (odd: male), login of staff.
type Line = (Role, &'static str, (i32, u32, u32), u32, Option<&'static str>);

const PARTS: [Line; 9] = [
    (Role::Worker, "林秀芳", (1993, 4, 16), 2, None),
    (Role::HomeOwner, "张建国", (1985, 9, 3), 5, None),
    (Role::Parent, "欧阳文䶮", (1988, 12, 24), 8, None),
    (Role::Unanswered, "阿依古丽·买买提", (1996, 2, 29), 4, None),
    (Role::Flexible, "陈志强", (1997, 7, 8), 7, None),
    (Role::Counter, "周敏", (1990, 3, 12), 6, Some("counter")),
    (Role::FirstReviewer, "郑伟", (1987, 6, 30), 9, Some("first")),
    (Role::SecondReviewer, "苏静", (1982, 11, 11), 10, Some("second")),
    (Role::Agent, "黄丽华", (1984, 1, 27), 12, Some("agent")),
];

impl Cast {
    /// The cast with identity numbers of the unassigned region of a city.
    pub fn of(region: u32) -> Option<Cast> {
        let part = |(role, name, (year, month, day), sequence, login)| {
            Some(Part {
                role,
                name: PersonName::parse(name).ok()?,
                id_number: IdNumber::from_parts(
                    region,
                    NaiveDate::from_ymd_opt(year, month, day)?,
                    sequence,
                )?,
                login,
            })
        };
        PARTS.into_iter().map(part).collect::<Option<Vec<Part>>>().map(Cast)
    }

    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.0.iter()
    }

    pub fn part(&self, role: Role) -> Option<&Part> {
        self.0.iter().find(|part| part.role == role)
    }

    /// Who of the cast holds the account of this serial, counted from 0.
    pub fn worker_at(&self, serial: u32) -> Option<&Part> {
        let roles = [Role::Worker, Role::HomeOwner, Role::Parent, Role::Unanswered];
        self.part(*roles.get(serial as usize)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id_number::Sex;

    #[test]
    fn the_cast_is_complete_and_fits_its_numbers() {
        let cast = Cast::of(350_599).unwrap();
        assert_eq!(cast.parts().count(), 9);
        assert_eq!(cast.part(Role::Worker).unwrap().id_number.sex(), Sex::Female);
        assert!(cast.parts().all(|part| part.login.is_some()
            == matches!(
                part.role,
                Role::Counter | Role::FirstReviewer | Role::SecondReviewer | Role::Agent
            )));
        assert_eq!(cast.worker_at(0).unwrap().name.as_str(), "林秀芳");
        assert!(cast.worker_at(4).is_none());
    }
}
