"""`voicetill alexa …`: what a skill on Amazon's side needs, made from what is understood here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.commands.context import at_work, print_json
from domain.errors import InvalidInputError, NotFoundError
from domain.ids import MerchantId

if TYPE_CHECKING:
    from app.services import Services
    from app.voice.channels.agent_values import ShopNames

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose skill.")
_INVOCATION = click.option("--invocation", default=None, help="What shoppers say after 'open'.")
_PRODUCTS = 500
_ACTOR = "command line"


@click.group()
def alexa() -> None:
    """What an Alexa skill needs: its id here; its model, manifest and linking there."""


@alexa.command("add")
@click.argument("skill_id")
@_MERCHANT
@click.option("--own-model", is_flag=True, help="The skill has a model that is not ours.")
def add(skill_id: str, merchant: str, own_model: bool) -> None:
    """Let the skill SKILL_ID (amzn1.ask.skill…) speak for a merchant."""
    with at_work() as services:
        try:
            view = services.channel_desk.add_skill(
                MerchantId(merchant), skill_id, own_model=own_model, actor=_ACTOR
            )
        except (InvalidInputError, NotFoundError) as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"Address: {view.address}")


@alexa.command("model")
@click.option("--locale", default="en-US", show_default=True)
@_MERCHANT
@_INVOCATION
def model(locale: str, merchant: str, invocation: str | None) -> None:
    """Print the skill's interaction model as JSON."""
    from app.voice.channels.alexa_model import flaws, interaction_model

    with at_work() as services:
        name = invocation or _name(services, merchant).lower()
        try:
            made = interaction_model(
                locale, invocation_name=name, shop=names_of(services, MerchantId(merchant))
            )
        except InvalidInputError as error:
            raise click.ClickException(str(error)) from error
    for flaw in flaws(made):
        click.echo(f"voicetill: Amazon will refuse this: {flaw}", err=True)
    print_json(made)


@alexa.command("manifest")
@click.option("--locale", "locales", multiple=True, default=("en-US",), show_default=True)
@_MERCHANT
@_INVOCATION
@click.option("--privacy-url", help="The merchant's privacy policy; Amazon asks for one.")
@click.option("--terms-url", help="The merchant's terms of use.")
def manifest(
    locales: tuple[str, ...],
    merchant: str,
    invocation: str | None,
    privacy_url: str | None,
    terms_url: str | None,
) -> None:
    """Print the skill's manifest as JSON."""
    from app.voice.channels.alexa_manifest import SkillFacts
    from app.voice.channels.alexa_manifest import manifest as made_of

    with at_work() as services:
        shop = _name(services, merchant)
        facts = SkillFacts(
            shop=shop,
            endpoint=f"{services.channel_desk.public_url}/callbacks/alexa/{merchant}",
            invocation_name=invocation or shop.lower(),
            locales=locales,
            privacy_url=privacy_url,
            terms_url=terms_url,
        )
    try:
        print_json(made_of(facts))
    except InvalidInputError as error:
        raise click.ClickException(str(error)) from error


@alexa.command("linking")
@click.argument("client_id")
@_MERCHANT
def linking(client_id: str, merchant: str) -> None:
    """Print the skill's account linking as JSON, for a client of `voicetill linking add`.

    The client's secret is for you to fill in: nobody here knows it any more. PKCE (S256) is
    switched on by hand, on the skill's Account Linking page: Amazon documents no field for it.
    """
    from app.identity.oauth import SCOPES
    from app.voice.channels.alexa_manifest import account_linking

    with at_work() as services:
        base = f"{services.channel_desk.public_url}/link/{merchant}"
    print_json(account_linking(base, client_id=client_id, scopes=SCOPES))
    click.echo("Switch PKCE (S256) on, on the skill's Account Linking page.", err=True)


def names_of(services: Services, merchant_id: MerchantId) -> ShopNames:
    """The names of a merchant's shop that a generated skill or agent understands."""
    from app.commerce.speakable import short_name
    from app.voice.channels.agent_values import ShopNames

    options = services.discovery.option_values(merchant_id)
    best = services.discovery.best_selling(merchant_id, limit=_PRODUCTS)
    return ShopNames(
        stores=[place.name for _, place in services.stock.locations(merchant_id)],
        products=list(dict.fromkeys(short_name(each.title) for each in best)),
        sizes=sorted(options.get("size", ())),
        colors=sorted(options.get("color", ())),
    )


def _name(services: Services, merchant: str) -> str:
    from storage import merchants

    with services.database.read() as tx:
        return merchants.merchant(tx, merchant).name
