"""Sends requests to a server that plays AWS: a line of JSON in, a line of JSON out. Parameters are checked by the SDK itself first."""

import datetime
import json
import sys

import botocore.exceptions
import botocore.parsers
import botocore.session
from botocore import xform_name
from botocore.config import Config

endpoint, region = sys.argv[1:3]
session = botocore.session.get_session()
session.set_credentials("test", "test")
config = Config(
    retries={"max_attempts": 0}, connect_timeout=10, read_timeout=60, parameter_validation=True, s3={"addressing_style": "path"}
)
clients = {}


def client(service):
    if service not in clients:
        clients[service] = session.create_client(service, region_name=region, endpoint_url=endpoint, config=config)
    return clients[service]


def plain(value):
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = getattr(client(asked["service"]), xform_name(asked["operation"]))(**asked["request"])
        answer.pop("ResponseMetadata", None)
        said = {"answer": answer}
    except botocore.exceptions.ClientError as error:
        said = {
            "code": error.response.get("Error", {}).get("Code", ""),
            "status": error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0),
            "message": str(error),
        }
    except botocore.parsers.ResponseParserError as error:
        # Of services that speak XML: a server that fails answers with a page.
        said = {"code": type(error).__name__, "status": 500, "message": str(error)}
    except (botocore.exceptions.BotoCoreError, TypeError, ValueError) as error:
        said = {"code": type(error).__name__, "status": 0, "message": str(error)}
    print(json.dumps(said, default=plain), flush=True)
