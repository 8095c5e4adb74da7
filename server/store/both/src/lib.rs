//! `#[both]`: one text of queries, compiled for both databases.
//!
//! sqlx knows a database by its types: what is written for one is not compiled for the other. A module marked `#[both]` is
//! compiled twice, as `sqlite` and as `postgres`; in each, `driver` names the crate's module of that database. For each public
//! function of an `impl T` in it, the `T` beside the module (an enum of `Sqlite` and `Postgres`) gets one of the same name, words and
//! arguments, which calls that of the database that was chosen. Nothing is written twice.

use proc_macro::TokenStream;
use quote::quote;
use syn::{FnArg, ImplItem, Item, ItemImpl, ItemMod, Pat, Visibility, parse_macro_input};

/// See the crate.
#[proc_macro_attribute]
pub fn both(_: TokenStream, module: TokenStream) -> TokenStream {
    let module = parse_macro_input!(module as ItemMod);
    let Some((_, items)) = module.content else {
        return quote! { compile_error!("#[both] stands before a module with its content"); }.into();
    };
    let facades = items.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(facade(block)),
        _ => None,
    });
    quote! {
        #(#facades)*
        pub(crate) mod sqlite {
            #[allow(unused_imports, reason = "what stands beside the module is there for both")]
            use super::*;
            #[allow(unused_imports, reason = "not every module needs its database's own words")]
            use crate::sqlite as driver;
            #(#items)*
        }
        pub(crate) mod postgres {
            #[allow(unused_imports, reason = "as above")]
            use super::*;
            #[allow(unused_imports, reason = "as above")]
            use crate::postgres as driver;
            #(#items)*
        }
    }
    .into()
}

/// The same public functions on the enum of both.
fn facade(block: &ItemImpl) -> proc_macro2::TokenStream {
    let of = &block.self_ty;
    let functions = block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => Some(function),
        _ => None,
    });
    let functions: Vec<_> = functions
        .map(|function| {
            let (attributes, name) = (&function.attrs, &function.sig.ident);
            let mut signature = function.sig.clone();
            if let Some(FnArg::Receiver(receiver)) = signature.inputs.first_mut()
                && receiver.reference.is_none()
            {
                receiver.mutability = None;
            }
            let arguments = signature.inputs.iter().filter_map(|argument| match argument {
                FnArg::Typed(typed) => match &*typed.pat {
                    Pat::Ident(name) => Some(name.ident.clone()),
                    _ => None,
                },
                FnArg::Receiver(_) => None,
            });
            let arguments: Vec<_> = arguments.collect();
            let wait = signature.asyncness.map(|_| quote! { .await });
            quote! {
                #(#attributes)*
                pub #signature {
                    match self {
                        Self::Sqlite(it) => it.#name(#(#arguments),*)#wait,
                        Self::Postgres(it) => it.#name(#(#arguments),*)#wait,
                    }
                }
            }
        })
        .collect();
    if functions.is_empty() {
        return quote! {};
    }
    quote! {
        impl #of {
            #(#functions)*
        }
    }
}
