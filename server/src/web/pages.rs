//! Pages whose address takes no form itself: where each is, and who may read it; and what they ask while they are read.

use app::{address, functions::search::Suggest};
use domain::identity::Operation;

use crate::web::{
    access::{Rule, Who},
    page,
};

/// Open to anybody.
const OPEN: [&str; 11] = [
    "/",
    "/information-donnees",
    "/accessibilite",
    "/a-propos",
    "/plan-du-site",
    "/api",
    "/recherche",
    "/galerie",
    "/territoires",
    "/territoires/{code}",
    "/{page}",
];

/// Behind the login. What has its own forms is in the table of its file.
const IMPACT: [(&str, Operation); 4] = [
    (address::SYNTHESIS.path(), Operation::ReadFigures),
    (address::SCREEN.pattern(), Operation::ReadFigures),
    (address::ADMINISTRATION.path(), Operation::ManageAccounts),
    (address::AUDIT.path(), Operation::ReadAudit),
];

pub fn rules() -> Vec<Rule> {
    let open = OPEN.into_iter().map(|path| Rule::get(path, Who::Anybody, page));
    let impact = IMPACT.into_iter().map(|(path, operation)| Rule::get(path, Who::May(operation), page));
    let questions = [Rule::question::<Suggest>(Who::Anybody)];
    open.chain(impact).chain(questions).collect()
}
