//! What an administrator changes: acts of `/cyberimpact/administration`.

use app::{
    address,
    functions::accounts::{ChangeMandate, CloseAccount, Enrol, PutOut, ReopenAccount},
};
use domain::identity::Operation;

use crate::web::{
    access::{Rule, Who},
    page,
};

pub fn rules() -> Vec<Rule> {
    let administrators = Who::May(Operation::ManageAccounts);
    vec![
        Rule::get(address::ACCOUNT.pattern(), administrators, page),
        Rule::act::<Enrol>(administrators),
        Rule::act::<ChangeMandate>(administrators),
        Rule::act::<ReopenAccount>(administrators),
        Rule::act::<CloseAccount>(administrators),
        Rule::act::<PutOut>(administrators),
    ]
}
