//! Numbers of what is kept. Each noun has its own kind: one can't be taken for another.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$about:meta])* $name:ident;)*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// Somebody's account.
    AccountId;
    /// An annotation on a series.
    AnnotationId;
    /// A comment on an annotation.
    CommentId;
    /// What the organisation did.
    ActionId;
    /// A kept view of the explorer.
    ViewId;
    /// Something that the server does by itself.
    JobId;
    /// A load of a file.
    RunId;
    /// What a citizen and the brigade write to each other, as the desk counts it.
    ConversationId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_and_written_as_itself() {
        assert_eq!("42".parse(), Ok(AccountId(42)));
        assert_eq!(JobId(7).to_string(), "7");
        assert!("x".parse::<ViewId>().is_err());
    }
}
