//! The life of an agreement (协议状态).

use super::policy::MissedRule;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlexState {
    /// 已申请: everything is known, nothing is signed.
    Applied,
    /// 已签约: signed, nothing is paid yet.
    Agreed,
    /// 缴存中
    Active,
    /// 暂停: several months in a row were missed; the bank is still asked.
    Suspended,
    /// 封存: too many months were missed; the bank is asked no more, the money stays.
    Sealed,
    /// 已退出
    Exited,
}

/// What happens to an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlexEvent {
    Sign,
    DebitPaid,
    /// A month stayed unpaid after the retry; so many in a row by now.
    MonthMissed {
        in_a_row: u32,
    },
    Exit,
}

impl FlexState {
    pub const ALL: [FlexState; 6] = [
        FlexState::Applied,
        FlexState::Agreed,
        FlexState::Active,
        FlexState::Suspended,
        FlexState::Sealed,
        FlexState::Exited,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            FlexState::Applied => "applied",
            FlexState::Agreed => "agreed",
            FlexState::Active => "active",
            FlexState::Suspended => "suspended",
            FlexState::Sealed => "sealed",
            FlexState::Exited => "exited",
        }
    }

    pub fn from_code(code: &str) -> Option<FlexState> {
        FlexState::ALL.into_iter().find(|state| state.code() == code)
    }

    /// True while the bank is asked each month.
    pub const fn collects(self) -> bool {
        matches!(self, FlexState::Agreed | FlexState::Active | FlexState::Suspended)
    }

    /// The state after an event; `None` when the event cannot happen in this state.
    pub fn after(self, event: FlexEvent, rule: MissedRule) -> Option<FlexState> {
        use FlexState::*;
        match (self, event) {
            (Applied, FlexEvent::Sign) => Some(Agreed),
            (Agreed | Active | Suspended, FlexEvent::DebitPaid) => Some(Active),
            (Agreed | Active | Suspended, FlexEvent::MonthMissed { in_a_row }) => Some(match in_a_row {
                n if n >= rule.seal_after => Sealed,
                n if n >= rule.suspend_after => Suspended,
                _ => self,
            }),
            (Agreed | Active | Suspended | Sealed, FlexEvent::Exit) => Some(Exited),
            _ => None,
        }
    }
}
