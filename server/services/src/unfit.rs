//! Why something that a person wanted to write down was not taken: one sentence for him.

use store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    #[error("{0}")]
    Malformed(&'static str),
    #[error("Votre mandat ne donne pas ce droit, ou pas pour ce territoire.")]
    Forbidden,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A text that a person typed, without its outer blanks.
///
/// # Errors
/// It is empty or longer than `most` characters: the sentence given.
pub(crate) fn text<'t>(typed: &'t str, most: usize, sentence: &'static str) -> Result<&'t str, Unfit> {
    let text = typed.trim();
    let fits = !text.is_empty() && text.chars().count() <= most;
    if fits { Ok(text) } else { Err(Unfit::Malformed(sentence)) }
}
