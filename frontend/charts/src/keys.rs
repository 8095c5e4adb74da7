//! From a key to what it asks. The table of the help dialog is the same list.

use charts::read::Move;

/// What a key press means on a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Go(Move),
    ZoomIn,
    ZoomOut,
    Open,
    Up,
    Dismiss,
    Table,
    Listen,
    Help,
    /// Starts a search by text even where the first letter is a command.
    Search,
    Letter(char),
}

/// Keys and their meaning, as the help tells them.
pub const HELP: [(&str, &str); 13] = [
    ("← →", "valeur précédente, suivante"),
    ("↑ ↓", "autre série, autre jour ; sur une carte, voisin dans cette direction"),
    ("Début, Fin", "première, dernière valeur"),
    ("Page préc., Page suiv.", "un dixième des valeurs"),
    ("[ et ]", "minimum, maximum"),
    ("N", "prochain point notable : extrême, variation, événement"),
    ("chiffres, lettres", "aller à une date, une catégorie, un département (nom ou numéro)"),
    ("/", "chercher un nom qui commence par N, S ou T"),
    ("+ et −", "agrandir, réduire"),
    ("Entrée", "ouvrir la page du territoire"),
    ("Retour arrière, Échap", "revenir, fermer l’info-bulle"),
    ("T", "même valeur dans le tableau"),
    ("S", "écouter la série"),
];

/// `searching` tells that letters go on with a search that was begun.
pub fn action(key: &str, searching: bool) -> Option<Action> {
    use Action::{Dismiss, Go, Help, Letter, Listen, Open, Search, Table, Up, ZoomIn, ZoomOut};
    Some(match key {
        "ArrowLeft" => Go(Move::Left),
        "ArrowRight" => Go(Move::Right),
        "ArrowUp" => Go(Move::Up),
        "ArrowDown" => Go(Move::Down),
        "Home" => Go(Move::First),
        "End" => Go(Move::Last),
        "PageUp" => Go(Move::Back),
        "PageDown" => Go(Move::Forward),
        "Enter" => Open,
        "Backspace" => Up,
        "Escape" => Dismiss,
        _ => {
            let mut letters = key.chars();
            let letter = letters.next().filter(|_| letters.next().is_none())?;
            match letter {
                _ if searching && !matches!(letter, '[' | ']' | '+' | '?') => Letter(letter),
                '[' => Go(Move::Lowest),
                ']' => Go(Move::Highest),
                'n' | 'N' => Go(Move::Notable),
                't' | 'T' => Table,
                's' | 'S' => Listen,
                '+' | '=' => ZoomIn,
                '-' => ZoomOut,
                '?' => Help,
                '/' => Search,
                c if c.is_ascii_alphanumeric() || !c.is_ascii() => Letter(c),
                _ => return None,
            }
        }
    })
}
