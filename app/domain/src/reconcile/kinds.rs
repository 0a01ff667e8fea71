//! Kinds of breaks (差错), why one is left open for a while, and how one ended.

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$var_doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$var_doc])* $variant,)* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// As it is stored and as it stands in machine-readable answers.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

coded! {
    /// What does not agree.
    BreakKind {
        /// 银行有、账上无
        InBankNotInBooks = "in_bank_not_in_books",
        /// 账上有、银行无
        InBooksNotInBank = "in_books_not_in_bank",
        /// The same serial with another amount.
        AmountDiffers = "amount_differs",
        /// A serial that the bank has reported before.
        DuplicateLine = "duplicate_line",
        /// The value date is another day than the statement's.
        LateLine = "late_line",
        /// Opening balance and lines do not give the closing balance.
        DoesNotAddUp = "does_not_add_up",
        /// The statement does not begin where the one before it ended.
        OpeningDiffers = "opening_differs",
        /// The closing balance is not that of our books, open breaks taken into account.
        ClosingDiffers = "closing_differs",
    }
}

coded! {
    /// What an officer found out about a break.
    Explanation {
        /// The other side shows it on another day (在途).
        InTransit = "in_transit",
        /// The bank's mistake; the bank was told.
        BankMistake = "bank_mistake",
        /// Ours; a correction is proposed or done.
        OwnMistake = "own_mistake",
        /// Fees and interest of the account that another department books.
        BookedElsewhere = "booked_elsewhere",
        /// Several payments in one line, or one in several.
        SplitPayment = "split_payment",
    }
}

coded! {
    /// How a break ended.
    Resolution {
        /// A later line of the bank.
        Line = "line",
        /// A later row of our books.
        Row = "row",
        /// An officer, with an [`Explanation`].
        Officer = "officer",
    }
}
