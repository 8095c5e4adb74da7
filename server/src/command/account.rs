//! `account`: a local account of cyberIMPACT, for break-glass. Who can run this owns the database anyway.

use std::{io::BufRead, sync::Arc};

use domain::{identity::Role, territory::Territory, time::Clock};
use services::{
    Identity, Keys,
    identity::{Denied, Doors},
};
use store::Store;

use super::{Failed, OTHER_KEY, sentence};

pub struct New {
    pub login: String,
    pub name: String,
    pub role: Role,
    pub scope: Territory,
}

pub async fn run(store: Store, clock: Arc<dyn Clock>, keys: Keys, new: New) -> Result<(), Failed> {
    eprintln!("Mot de passe (une ligne, au moins 12 caractères) :");
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password).map_err(Failed::ours)?;
    let identity = Identity::new(store, clock, Doors::default(), keys);
    if !identity.fits_key().await.map_err(|error| Failed::ours(sentence(&error)))? {
        return Err(Failed::caller(OTHER_KEY));
    }
    let granted = (new.role, new.scope);
    let secret = identity
        .enrol_local(&new.login, &new.name, password.trim_end_matches(['\r', '\n']), granted)
        .await
        .map_err(|error| match error {
            Denied::Store(error) => Failed::ours(sentence(&error)),
            refused => Failed::caller(refused),
        })?;
    println!(
        "Compte « {} » ouvert. À inscrire dans l’application de codes, une seule fois montré :",
        new.login
    );
    println!("otpauth://totp/cyberIMPACT:{}?secret={secret}&issuer=cyberIMPACT", new.login);
    println!("Les comptes locaux n’entrent que si CYBERIMPACT_LOCAL_LOGIN=1.");
    Ok(())
}
