"""HubSpot's official Python library against Practice HubSpot: a test for each call that it has."""

import json
import sys
import unittest
import warnings
from urllib.parse import parse_qs, urlsplit

from hubspot.oauth.exceptions import ApiException, NotFoundException, ServiceException
from urllib3.util.retry import Retry

from stage import VERSION, Stage

TOKEN = "/oauth/v1/token"
UUID = "ffffffff-ffff-4fff-8fff-ffffffffffff"


class Case(unittest.TestCase):
    """Each test has a stage of its own."""

    def setUp(self):
        # Its generated code asks urllib3 for headers in an old way.
        warnings.simplefilter("ignore", DeprecationWarning)
        self.stage = Stage()
        self.addCleanup(self.stage.strike)

    def refused(self, status, error, name, call, *arguments, **options):
        """What the library throws says what HubSpot said."""
        with self.assertRaises(ApiException) as caught:
            call(*arguments, **options)
        body = json.loads(caught.exception.body)
        said = (caught.exception.status, body["error"], body["status"])
        self.assertEqual(said, (status, error, name))
        self.assertTrue(body["message"])
        self.assertTrue(caught.exception.headers["x-hubspot-correlation-id"])


class Calls(Case):
    def test_get_auth_url_leads_to_a_consent_and_the_state_comes_back(self):
        optional = tuple(self.stage.app["optional_scopes"])
        url = self.stage.authorize_url(optional_scope=optional, state="a state & more")
        self.assertNotIn("+", url, "scopes are parted by %20")
        redirect = self.stage.consent(url)["redirect"]
        back = parse_qs(urlsplit(redirect).query)
        self.assertEqual(redirect.split("?")[0], self.stage.redirect_url)
        self.assertEqual(back["state"], ["a state & more"])
        self.assertTrue(back["code"])

    def test_get_auth_url_without_a_required_scope_is_refused_on_the_page(self):
        answer = self.stage.consent(self.stage.authorize_url(["oauth"]))
        self.assertEqual(answer["refused"]["status"], 400)

    def test_tokens_api_create_exchanges_a_code(self):
        tokens = self.stage.install()
        self.assertEqual(tokens.token_type, "bearer")
        self.assertEqual(tokens.expires_in, 1800)
        self.assertGreater(len(tokens.refresh_token), 20)
        self.assertEqual(self.stage.account_info(tokens.access_token).status_code, 200)

    def test_tokens_api_create_refreshes(self):
        first = self.stage.install()
        second = self.stage.refresh(first.refresh_token)
        self.assertEqual(second.refresh_token, first.refresh_token)
        self.assertNotEqual(second.access_token, first.access_token)
        self.assertEqual(second.expires_in, 1800)
        self.assertEqual(self.stage.account_info(second.access_token).status_code, 200)

    def test_access_tokens_api_get_tells_whose_token_it_is(self):
        token = self.stage.install().access_token
        info = self.stage.client().oauth.access_tokens_api.get(token)
        self.assertEqual((info.token, info.token_type), (token, "access"))
        self.assertEqual(info.app_id, self.stage.app["app_id"])
        self.assertTrue(1700 < info.expires_in <= 1800, info.expires_in)
        self.describes_the_customer(info)

    def test_refresh_tokens_api_get_tells_whose_token_it_is(self):
        token = self.stage.install().refresh_token
        info = self.stage.client().oauth.refresh_tokens_api.get(token)
        self.assertEqual((info.token, info.token_type), (token, "refresh"))
        self.assertEqual(info.client_id, self.stage.app["client_id"])
        self.describes_the_customer(info)

    def describes_the_customer(self, info):
        self.assertEqual(info.hub_id, self.stage.account["hub_id"])
        self.assertEqual(info.hub_domain, self.stage.account["domain"])
        self.assertCountEqual(info.scopes, self.stage.app["required_scopes"])
        self.assertGreater(info.user_id, 0)
        self.assertRegex(info.user, r"^\S+@\S+$")

    def test_refresh_tokens_api_archive_ends_the_refresh_token_and_not_the_access_token(self):
        tokens = self.stage.install()
        self.stage.client().oauth.refresh_tokens_api.archive(tokens.refresh_token)
        self.refused(400, "invalid_grant", "BAD_REFRESH_TOKEN", self.stage.refresh, tokens.refresh_token)
        self.assertEqual(self.stage.account_info(tokens.access_token).status_code, 200)

    def test_api_request_reads_the_account(self):
        account = self.stage.account_info(self.stage.install().access_token).json()
        self.assertEqual(account["portalId"], self.stage.account["hub_id"])
        self.assertEqual(account["accountType"], self.stage.account["type"])
        self.assertRegex(account["uiDomain"], r"^app.*\.hubspot\.com$")

    def test_api_request_introspects_and_revokes_in_the_current_generation(self):
        tokens = self.stage.install()
        info = self.stage.introspect(tokens.access_token).json()
        said = (info["active"], info["token_use"], info["hub_id"])
        self.assertEqual(said, (True, "access_token", self.stage.account["hub_id"]))
        path, kind = f"/oauth/{VERSION}/token/revoke", "refresh_token"
        answer = self.stage.form(path, token=tokens.refresh_token, token_type_hint=kind)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.stage.introspect(tokens.refresh_token).json(), {"active": False})

    def test_api_request_uninstalls(self):
        tokens = self.stage.install()
        client = self.stage.client(access_token=tokens.access_token)
        path = f"/appinstalls/{VERSION}/external-install"
        answer = client.api_request({"method": "DELETE", "path": path})
        self.assertEqual(answer.status_code, 204)
        self.refused(400, "invalid_grant", "BAD_REFRESH_TOKEN", self.stage.refresh, tokens.refresh_token)


class Errors(Case):
    def test_a_wrong_client_secret_is_thrown_as_such(self):
        app = {**self.stage.app, "client_secret": UUID}
        self.refused(400, "invalid_client", "BAD_CLIENT_SECRET", self.stage.exchange, self.stage.code(), app)

    def test_an_unknown_client_id_is_thrown_as_such(self):
        app = {**self.stage.app, "client_id": UUID}
        self.refused(400, "invalid_request", "BAD_CLIENT_ID", self.stage.exchange, self.stage.code(), app)

    def test_an_unknown_code_and_a_used_one_are_thrown_as_such(self):
        used = self.stage.code()
        self.stage.exchange(used)
        for code in ("na1-0000-unknown", used):
            self.refused(400, "invalid_grant", "BAD_AUTH_CODE", self.stage.exchange, code)

    def test_an_unknown_refresh_token_is_thrown_as_such(self):
        self.refused(400, "invalid_grant", "BAD_REFRESH_TOKEN", self.stage.refresh, f"na1-{UUID}")

    def test_another_apps_refresh_token_is_thrown_as_such(self):
        token, thief = self.stage.install().refresh_token, self.stage.other_app
        self.refused(400, "invalid_grant", "MISMATCH_REFRESH_TOKEN_CLIENT", self.stage.refresh, token, thief)

    def test_information_about_unknown_tokens_is_thrown_as_an_error(self):
        oauth = self.stage.client().oauth
        for api in (oauth.access_tokens_api, oauth.refresh_tokens_api):
            with self.assertRaises(ApiException) as caught:
                api.get("unknown")
            self.assertTrue(400 <= caught.exception.status < 500, caught.exception)
            self.assertTrue(json.loads(caught.exception.body)["message"])

    def test_an_access_token_out_of_time_gets_a_401_that_says_so_and_a_refreshed_one_works(self):
        tokens = self.stage.install()
        self.stage.control("clock", {"advance_s": 1801})
        answer = self.stage.account_info(tokens.access_token)
        body = answer.json()
        self.assertEqual((answer.status_code, body["category"]), (401, "EXPIRED_AUTHENTICATION"))
        self.assertRegex(body["message"], r"expired \d+ second\(s\) ago")
        self.assertTrue(body["correlationId"])
        fresh = self.stage.refresh(tokens.refresh_token)
        self.assertEqual(self.stage.account_info(fresh.access_token).status_code, 200)

    def test_urllib3s_retries_hold_against_the_ten_second_limit(self):
        token = self.stage.install().refresh_token
        self.stage.control("faults", {"endpoint": "refresh", "status": 429, "retry_after": 0})
        retry = Retry(total=2, status_forcelist=(429,), allowed_methods=None)
        self.assertEqual(self.stage.refresh(token, retry=retry).refresh_token, token)
        self.assertEqual(self.stage.statuses(TOKEN), [200, 429, 200])

    def test_a_limit_and_a_server_error_are_thrown_without_retries(self):
        token = self.stage.install().refresh_token
        self.stage.control("faults", {"endpoint": "refresh", "status": 429})
        with self.assertRaises(ApiException) as caught:
            self.stage.refresh(token)
        self.assertEqual(caught.exception.status, 429)
        self.assertEqual(json.loads(caught.exception.body)["policyName"], "TEN_SECONDLY_ROLLING")
        self.stage.control("faults", {"endpoint": "refresh", "status": 503})
        with self.assertRaises(ServiceException):
            self.stage.refresh(token)

    def test_v1_answers_up_to_its_last_day_and_not_after_it_and_the_current_generation_goes_on(self):
        self.stage.clock_to("2027-02-15T12:00:00")
        tokens = self.stage.install()
        self.stage.clock_to("2027-02-17T12:00:00")
        oauth = self.stage.client().oauth
        self.assertRaises(NotFoundException, self.stage.refresh, tokens.refresh_token)
        self.assertRaises(NotFoundException, oauth.access_tokens_api.get, tokens.access_token)
        self.assertRaises(NotFoundException, oauth.refresh_tokens_api.get, tokens.refresh_token)
        self.assertRaises(NotFoundException, oauth.refresh_tokens_api.archive, tokens.refresh_token)
        self.assertTrue(self.stage.introspect(tokens.refresh_token).json()["active"])


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed", flush=True)
    sys.exit(bool(failed))
