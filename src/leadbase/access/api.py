"""The routes of access: set-up, sessions, oneself, people, tokens and workspaces."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Query, Request, Response, status
from fastapi.responses import RedirectResponse

from leadbase.access import invitations, people, resets, secrets, setup, sign_in, tokens, workspaces
from leadbase.access.gate import Door, Entry
from leadbase.access.invitation_schemas import (
    AcceptIn,
    InvitationIn,
    InvitationKeyIn,
    InvitationPage,
    JoinedOut,
    MadeInvitationOut,
    OfferOut,
)
from leadbase.access.reset_schemas import (
    EndedSessionsOut,
    MadeResetLinkOut,
    OwnSessionPage,
    ResetIn,
    ResetKeyIn,
    ResetLinkOut,
)
from leadbase.access.schemas import (
    MadeTokenOut,
    MeIn,
    MemberOut,
    MemberPage,
    MeOut,
    NamePage,
    OwnPasswordIn,
    PasswordIn,
    PersonIn,
    PersonOut,
    PersonPatch,
    SessionOut,
    SetupIn,
    SetupOut,
    SignInIn,
    TokenIn,
    TokenPage,
    WorkspaceIn,
    WorkspaceOut,
    WorkspacePage,
    WorkspacePatch,
)
from leadbase.access.secrets_schemas import HostsIn, HostsOut, SecretIn, SecretList, SecretOut
from leadbase.access.sign_in import SignedIn
from leadbase.kit.paging import DEFAULT_LIMIT, LARGEST_LIMIT
from leadbase.kit.secrets import Sealer

router = APIRouter(generate_unique_id_function=lambda route: route.name)

Cursor = Annotated[str | None, Query(max_length=1_000, description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Items on the page.")]
PersonKey = Annotated[str, Path(max_length=254, description="A person's id or email.", examples=["wang@example.com"])]
InvitationId = Annotated[
    str, Path(max_length=24, description="An invitation's id.", examples=["65a1f0c2b3d4e5f60718293d"])
]
TokenKey = Annotated[str, Path(max_length=24, description="A token's id.", examples=["65a1f0c2b3d4e5f60718293b"])]
SecretName = Annotated[str, Path(max_length=100, description="A secret's name.", examples=["crm"])]
WorkspaceKey = Annotated[str, Path(max_length=100, description="A workspace's name or id.", examples=["main"])]


async def _sealer(request: Request) -> Sealer:
    return cast(Sealer, request.app.state.sealer)


SealerOf = Annotated[Sealer, Depends(_sealer)]


@router.get("/setup", tags=["set-up"])
async def get_setup(door: Door) -> SetupOut:
    """Tell whether the server still waits for its first administrator."""
    return SetupOut(open=await door.units.read(setup.is_open))


@router.get("/setup/start", include_in_schema=False)
async def open_setup_page() -> RedirectResponse:
    """Lead links of earlier releases to the console; browsers keep the key behind the #."""
    return RedirectResponse(setup.SETUP_PATH)


@router.post("/setup", tags=["set-up"], status_code=status.HTTP_201_CREATED)
async def complete_setup(body: SetupIn, response: Response, door: Door) -> SessionOut:
    """Make the first administrator with the one-time set-up link, name the workspace, and sign them in."""
    signed_in = await setup.complete(door.units, door.passwords, body.token, body.to_model(), door.address)
    door.give_cookie(response, signed_in.key)
    return SessionOut.of(signed_in)


@router.post("/session", tags=["session"], status_code=status.HTTP_201_CREATED)
async def sign_in_person(body: SignInIn, response: Response, door: Door) -> SessionOut:
    """Sign in with email and password. Failures make the account and the address wait (429 with Retry-After)."""
    signed_in = await sign_in.sign_in(door.units, door.passwords, body.email, body.password, door.address, door.session)
    door.give_cookie(response, signed_in.key)
    return SessionOut.of(signed_in)


@router.get("/session", tags=["session"])
async def get_session(entry: Entry) -> SessionOut:
    """Tell who is signed in."""
    return await entry.person.read(lambda visit: SessionOut.of(SignedIn("", visit.session, visit.person)))


@router.delete("/session", tags=["session"], status_code=status.HTTP_204_NO_CONTENT)
async def sign_out(response: Response, entry: Entry, door: Door) -> None:
    """Sign out."""
    await entry.person.write(sign_in.sign_out)
    door.take_cookie(response)


@router.get("/me", tags=["me"])
async def get_me(entry: Entry) -> MeOut:
    """Tell who is asking (a person or a token), in which workspace, what they may do there, and of what server."""
    return await entry.read_as(lambda entrance: MeOut.of(entrance, entry.gate.addresses))


@router.patch("/me", tags=["me"])
async def update_me(body: MeIn, entry: Entry) -> PersonOut:
    """Change one's own name."""
    return PersonOut.of(await entry.person.write(lambda visit: people.rename_self(visit, body.name)))


@router.put("/me/password", tags=["me"], status_code=status.HTTP_204_NO_CONTENT)
async def change_my_password(body: OwnPasswordIn, response: Response, entry: Entry, door: Door) -> None:
    """Change one's own password. All sessions end, this one too."""
    await sign_in.change_password(entry.person, door.passwords, body.current_password, body.new_password, door.address)
    door.take_cookie(response)


@router.get("/me/sessions", tags=["me"])
async def list_my_sessions(entry: Entry) -> OwnSessionPage:
    """List where one is signed in, the session used last first."""
    return await entry.person.read(lambda visit: OwnSessionPage.of(sign_in.list_sessions(visit), visit.session))


@router.delete("/me/sessions", tags=["me"])
async def end_other_sessions(entry: Entry) -> EndedSessionsOut:
    """Sign out everywhere else: all sessions of oneself end but the one that asks."""
    return EndedSessionsOut(ended=await entry.person.write(sign_in.sign_out_others))


@router.get("/people", tags=["people"])
async def list_people(entry: Entry, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT) -> MemberPage:
    """List the people of the workspace, newest account first."""
    return MemberPage.of(await entry.read(lambda scope: people.list_people(scope, cursor, limit)))


@router.post("/people", tags=["people"], status_code=status.HTTP_201_CREATED)
async def add_person(body: PersonIn, entry: Entry) -> MemberOut:
    """Take a person into the workspace, with a new account or the one they have."""
    await entry.read(lambda scope: people.check_may_add(scope, body.to_model()))
    password_hash = None if body.password is None else await entry.gate.passwords.hash(body.password)
    return MemberOut.of_member(await entry.write(lambda scope: people.add_person(scope, body.to_model(password_hash))))


@router.get("/people/names", tags=["people"])
async def list_names(entry: Entry, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT) -> NamePage:
    """List the names of those who can stand in a field of type person, newest account first."""
    return NamePage.of(await entry.read(lambda scope: people.list_names(scope, cursor, limit)))


@router.get("/people/invitations", tags=["people"])
async def list_invitations(entry: Entry, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT) -> InvitationPage:
    """List the invitations that nobody accepted yet, newest first."""
    return InvitationPage.of(await entry.read(lambda scope: invitations.list_invitations(scope, cursor, limit)))


@router.post("/people/invitations", tags=["people"], status_code=status.HTTP_201_CREATED)
async def invite_person(body: InvitationIn, entry: Entry) -> MadeInvitationOut:
    """Make a link by which somebody joins the workspace: good once, for 7 days. It is shown this once."""
    made = await entry.write(lambda scope: invitations.make_invitation(scope, body.role, body.name or ""))
    return MadeInvitationOut.of_made(made, entry.origin)


@router.delete("/people/invitations/{invitation}", tags=["people"], status_code=status.HTTP_204_NO_CONTENT)
async def revoke_invitation(invitation: InvitationId, entry: Entry) -> None:
    """Take an invitation back: its link works no more."""
    await entry.write(lambda scope: invitations.take_back(scope, invitation))


@router.post("/invitations/look", tags=["session"])
async def look_invitation(body: InvitationKeyIn, door: Door) -> OfferOut:
    """Tell what an invitation offers, to whoever holds its link. Wrong keys make the address wait."""
    return OfferOut.of(await invitations.look(door.units, body.key, door.address))


@router.post("/invitations/accept", tags=["session"], status_code=status.HTTP_201_CREATED)
async def accept_invitation(body: AcceptIn, response: Response, door: Door) -> JoinedOut:
    """Join a workspace by an invitation and be signed in.

    Name, email and password make an account, or are those of one that exists; who is signed in sends the key alone.
    """
    if body.is_bare and (person := door.person) is not None:
        return JoinedOut.of_joined(await person.write(lambda visit: invitations.accept_here(visit, body.key)))
    who = body.to_model()
    joined = await invitations.accept(door.units, door.passwords, body.key, who, door.address, door.session)
    door.give_cookie(response, joined.signed_in.key)
    return JoinedOut.of_joined(joined)


@router.patch("/people/{person}", tags=["people"])
async def update_person(person: PersonKey, body: PersonPatch, entry: Entry) -> MemberOut:
    """Change a person's role or account; disabling ends their sessions and their tokens."""
    return MemberOut.of_member(await entry.write(lambda scope: people.update_person(scope, person, body.to_model())))


@router.delete("/people/{person}", tags=["people"], status_code=status.HTTP_204_NO_CONTENT)
async def remove_person(person: PersonKey, entry: Entry) -> None:
    """Take a person out of the workspace; their account stays."""
    await entry.write(lambda scope: people.remove_person(scope, person))


@router.put("/people/{person}/password", tags=["people"], status_code=status.HTTP_204_NO_CONTENT)
async def set_password(person: PersonKey, body: PasswordIn, entry: Entry) -> None:
    """Give a person another password; all their sessions end."""
    await entry.read(lambda scope: people.check_may_set_password(scope, person))
    password_hash = await entry.gate.passwords.hash(body.password)
    await entry.write(lambda scope: people.set_password(scope, person, password_hash))


@router.post("/people/{person}/reset-link", tags=["people"], status_code=status.HTTP_201_CREATED)
async def make_reset_link(person: PersonKey, entry: Entry) -> MadeResetLinkOut:
    """Make a link by which a person chooses another password: good once, for an hour. It is shown this once."""
    return MadeResetLinkOut.of(await entry.write(lambda scope: resets.make_link(scope, person)), entry.origin)


@router.post("/password-reset/look", tags=["session"])
async def look_reset_link(body: ResetKeyIn, door: Door) -> ResetLinkOut:
    """Tell whose password a reset link is for, to whoever holds it. Wrong keys make the address wait."""
    return ResetLinkOut.of(await resets.look(door.units, body.key, door.address))


@router.post("/password-reset", tags=["session"], status_code=status.HTTP_204_NO_CONTENT)
async def reset_password(body: ResetIn, door: Door) -> None:
    """Choose another password by a reset link. All sessions of the person end."""
    await resets.use(door.units, door.passwords, body.key, body.password, door.address)


@router.get("/tokens", tags=["tokens"])
async def list_tokens(entry: Entry, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT) -> TokenPage:
    """List tokens, newest first: an administrator sees the workspace's, others their own."""
    return TokenPage.of(await entry.read(lambda scope: tokens.list_tokens(scope, cursor, limit)))


@router.post("/tokens", tags=["tokens"], status_code=status.HTTP_201_CREATED)
async def create_token(body: TokenIn, entry: Entry) -> MadeTokenOut:
    """Make a token, which can do no more than its maker. Its key is shown this once."""
    find_table = entry.gate.find_table
    return MadeTokenOut.of_made(
        await entry.write(lambda scope: tokens.create_token(scope, body.to_model(), find_table))
    )


@router.delete("/tokens/{token}", tags=["tokens"], status_code=status.HTTP_204_NO_CONTENT)
async def revoke_token(token: TokenKey, entry: Entry) -> None:
    """Revoke a token and all tokens that it made."""
    await entry.write(lambda scope: tokens.revoke_token(scope, token))


@router.get("/secrets", tags=["secrets"])
async def list_secrets(entry: Entry) -> SecretList:
    """List the workspace's secrets by name, without their values; for those who may publish scripts."""
    return SecretList.of(await entry.read(secrets.list_secrets))


@router.put("/secrets/{name}", tags=["secrets"])
async def set_secret(name: SecretName, body: SecretIn, entry: Entry, sealer: SealerOf) -> SecretOut:
    """Make a secret or change it; without a value the one that is there stays. The value is never shown again."""
    return SecretOut.of(await entry.write(lambda scope: secrets.set_secret(scope, sealer, name, body.to_model())))


@router.delete("/secrets/{name}", tags=["secrets"], status_code=status.HTTP_204_NO_CONTENT)
async def delete_secret(name: SecretName, entry: Entry) -> None:
    """Delete a secret; scripts that name it fail from now on."""
    await entry.write(lambda scope: secrets.delete_secret(scope, name))


@router.get("/allowed-hosts", tags=["secrets"])
async def list_allowed_hosts(entry: Entry) -> HostsOut:
    """List the hosts that the workspace's scripts may call; none: scripts may call nobody."""
    return HostsOut(hosts=await entry.read(secrets.list_hosts))


@router.put("/allowed-hosts", tags=["secrets"])
async def set_allowed_hosts(body: HostsIn, entry: Entry) -> HostsOut:
    """Let the workspace's scripts call exactly these hosts; 409 when they are not as named in `before` any more."""
    return HostsOut(hosts=await entry.write(lambda scope: secrets.set_hosts(scope, body.hosts, body.before)))


@router.get("/workspaces", tags=["workspaces"])
async def list_workspaces(entry: Entry, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT) -> WorkspacePage:
    """List one's own workspaces, oldest first; an instance administrator's are all of them."""
    return WorkspacePage.of(await entry.person.read(lambda visit: workspaces.list_my_workspaces(visit, cursor, limit)))


@router.post("/workspaces", tags=["workspaces"], status_code=status.HTTP_201_CREATED)
async def create_workspace(body: WorkspaceIn, entry: Entry) -> WorkspaceOut:
    """Make a workspace and become its administrator; for instance administrators."""
    made = await entry.person.write(lambda visit: workspaces.create_workspace(visit, body.to_model()))
    return WorkspaceOut.of(made.workspace, made.role)


@router.patch("/workspaces/{name}", tags=["workspaces"])
async def update_workspace(name: WorkspaceKey, body: WorkspacePatch, entry: Entry) -> WorkspaceOut:
    """Change a workspace's label, time zone or language."""
    changed = await entry.within(name).write(lambda scope: workspaces.update_workspace(scope, body.to_model()))
    return WorkspaceOut.of(changed.workspace, changed.role)
