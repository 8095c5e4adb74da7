//! Widths of text without a browser: advance widths of Marianne Regular in thousandths of the size, close
//! enough to lay out labels, and the same on every machine.

/// Width in pixels of a text at a size.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| advance(c) * size / 1000.0).sum()
}

fn advance(c: char) -> f64 {
    match c {
        'i' | 'l' | 'j' | '.' | ',' | '\'' | '’' | ':' | '|' | 'î' | 'ï' | '!' => 270.0,
        ' ' | '\u{a0}' => 250.0,
        '\u{202f}' => 170.0,
        'f' | 't' | 'r' | '(' | ')' | '-' | '/' => 370.0,
        'm' | 'w' | 'M' | 'W' | '%' | '—' => 880.0,
        'A'..='Z' | 'É' | 'Î' | '€' | 'œ' => 680.0,
        '0'..='9' => 580.0,
        _ => 550.0,
    }
}
