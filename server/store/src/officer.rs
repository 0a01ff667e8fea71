//! The officers of a case (初审, 复核): written beside its state, the second never the first.

use domain::withdrawal::Stage;

/// Who moves a case. `id_index` is the keyed hash of the officer's identity number.
#[derive(Clone, Copy, Debug)]
pub enum Officer<'a> {
    First {
        staff_id: &'a str,
        id_index: &'a str,
    },
    Second {
        staff_id: &'a str,
        id_index: &'a str,
    },
    /// The applicant, or the portal by itself.
    Nobody,
}

impl<'a> Officer<'a> {
    pub const fn of(stage: Stage, staff_id: &'a str, id_index: &'a str) -> Officer<'a> {
        match stage {
            Stage::First => Officer::First { staff_id, id_index },
            Stage::Second => Officer::Second { staff_id, id_index },
        }
    }

    /// Id and index of the first officer, if it is this one.
    pub(crate) const fn first(self) -> (Option<&'a str>, Option<&'a str>) {
        match self {
            Officer::First { staff_id, id_index } => (Some(staff_id), Some(id_index)),
            Officer::Second { .. } | Officer::Nobody => (None, None),
        }
    }

    /// Id and index of the second officer, if it is this one.
    pub(crate) const fn second(self) -> (Option<&'a str>, Option<&'a str>) {
        match self {
            Officer::Second { staff_id, id_index } => (Some(staff_id), Some(id_index)),
            Officer::First { .. } | Officer::Nobody => (None, None),
        }
    }

    /// The index to compare with the applicant's; empty for nobody, whom no applicant equals.
    pub(crate) const fn index(self) -> &'a str {
        match self {
            Officer::First { id_index, .. } | Officer::Second { id_index, .. } => id_index,
            Officer::Nobody => "",
        }
    }
}
