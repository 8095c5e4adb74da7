//! Contacts of our own Brigade numérique, in the format of the tool that came before it: one reader and one measure for both.

use std::{io, sync::Arc};

use chrono::{DateTime, Utc};
use domain::time::to_paris;

use crate::Bytes;

/// A contact that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub reference: String,
    /// When the citizen wrote first.
    pub at: DateTime<Utc>,
    pub channel: &'static str,
    /// Empty where nobody said what it was about.
    pub motif_parent: String,
    pub motif: String,
}

/// A delivery of contacts, for [`domain::source::Source::Easiware`].
///
/// # Errors
/// Out of memory: nothing else can fail.
pub fn contacts(contacts: &[Contact], is_simulated: bool) -> io::Result<Bytes> {
    let mut out = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    out.write_record(["reference", "date", "canal", "motif_parent", "motif", "element_de_qualification"])?;
    for Contact { reference, at, channel, motif_parent, motif } in contacts {
        let at = to_paris(*at).format("%d/%m/%Y %H:%M").to_string();
        out.write_record([reference, &at, *channel, motif_parent, motif, ""])?;
    }
    let content = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(Bytes { name: "brigade-numerique.csv".to_owned(), content: Arc::from(content), is_simulated })
}
