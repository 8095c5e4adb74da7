//! What somebody wrote, without what they answer to.

/// The words of a mail that answers one of ours, without our letter below them. Where that would leave nothing, all of it: who writes
/// below or between is read too.
pub fn written(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let is_quoted = |line: &&str| line.trim_start().starts_with('>');
    let Some(first) = lines.iter().position(is_quoted) else { return text.trim().to_owned() };
    // One block of quoted lines (and blank ones) up to the end: the answer stands above. Else they stand between the words.
    if lines[first..].iter().any(|line| !is_quoted(line) && !line.trim().is_empty()) {
        return text.trim().to_owned();
    }
    let mut above = &lines[..first];
    while let [rest @ .., last] = above
        && last.trim().is_empty()
    {
        above = rest;
    }
    // "Le 4 décembre 2026, X a écrit :" is over one line or two, and ends so in all languages of mail programs.
    let told = above.iter().rev().take(2).position(|line| is_told(line));
    if above.last().is_some_and(|line| line.trim_end().ends_with(':'))
        && let Some(back) = told
    {
        above = &above[..above.len() - 1 - back];
    }
    let words = above.join("\n");
    if words.trim().is_empty() { text.trim().to_owned() } else { words.trim().to_owned() }
}

/// Whether a line begins to say who wrote what stands below, and when.
fn is_told(line: &str) -> bool {
    let line = line.trim_start();
    let begins = ["Le ", "On ", "Am ", "El ", "Il ", "Op "].iter().any(|begin| line.starts_with(begin));
    begins && line.bytes().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_without_what_it_answers_to() {
        let answer = "Merci beaucoup.\n\nLe 4 déc. 2026 à 10:12, Brigade numérique\n<contact@exemple.fr> a écrit :\n\n> Bonjour,\n> allez à la mairie.\n>\n> -- \n> pied\n\n";
        assert_eq!(written(answer), "Merci beaucoup.");
        assert_eq!(written("Oui.\r\nOn Fri, Dec 4, 2026 at 10:12 AM A <a@b.c> wrote:\r\n> Non ?"), "Oui.");
        assert_eq!(
            written("Ma plaque :\n> AB-123-CD"),
            "Ma plaque :",
            "only what tells of somebody is cut above"
        );
    }

    #[test]
    fn nothing_that_somebody_wrote_is_cut() {
        let between = "> Où ?\nÀ Rennes.\n> Quand ?\nHier.";
        assert_eq!(written(between), between);
        let below = "> Où ?\n\nÀ Rennes.";
        assert_eq!(written(below), below);
        assert_eq!(written("> tout est cité"), "> tout est cité");
        assert_eq!(written(" Bonjour \n"), "Bonjour");
        assert_eq!(written(""), "");
    }
}
