//! Where a conversation stands, as its citizen is told it.

use ::brigade::Standing;

use super::wording::{Wording, with};

/// Where the conversation stands, in a sentence or two.
pub fn sentence(wording: &Wording, standing: Standing) -> String {
    let (place, minutes) = match standing {
        Standing::Empty => return wording.write_first.to_owned(),
        Standing::Held => return wording.held.to_owned(),
        Standing::Answered => return wording.answered.to_owned(),
        Standing::Closed => return wording.closed.to_owned(),
        Standing::Waits { ahead: 0, minutes } => (wording.next.to_owned(), minutes),
        Standing::Waits { ahead: 1, minutes } => (wording.one_ahead.to_owned(), minutes),
        Standing::Waits { ahead, minutes } => (with(wording.many_ahead, ahead), minutes),
    };
    match minutes {
        None => place,
        Some(..=2) => format!("{place} {}", wording.wait_short),
        Some(minutes @ 3..=60) => format!("{place} {}", with(wording.wait_minutes, minutes)),
        Some(_) => format!("{place} {}", wording.wait_long),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_is_told_their_place_and_about_how_long() {
        let told = |ahead, minutes| sentence(Wording::FRENCH, Standing::Waits { ahead, minutes });
        assert_eq!(told(0, None), "Votre message est le prochain auquel un gendarme répond.");
        assert!(told(1, Some(2)).ends_with("avant la vôtre. Réponse attendue d’ici deux minutes."));
        assert!(
            told(12, Some(25)).contains("12 conversations")
                && told(12, Some(25)).contains("25 minutes environ")
        );
        assert!(told(900, Some(61)).contains("dépasse une heure"));
    }
}
