"""What every test stands on: the settings of a test cell, tables in moto, no real clock where one matters."""

import os

os.environ.update(
    STAGE="local",
    CELL="eu",
    CELL_SECRET="a secret of the test cell",
    PUBLIC_URL="http://127.0.0.1:8000",
    MAIL_SENDER="orders@rebound.example",
    KMS_KEY_ID="alias/rebound-eu",
    REACTIONS_QUEUE_URL="https://sqs.eu-west-3.amazonaws.com/123456789012/rebound-eu-reactions",
    MONEY_QUEUE_URL="https://sqs.eu-west-3.amazonaws.com/123456789012/rebound-eu-money",
    NOTICES_QUEUE_URL="https://sqs.eu-west-3.amazonaws.com/123456789012/rebound-eu-notices",
    STRIPE_WEBHOOK_SECRET="whsec_test",
    STRIPE_PUBLISHABLE_KEY="pk_test_1",
    STRIPE_SECRET_KEY="sk_test_1",
    STRIPE_BASE_URL="http://stripe.test",
    CARRIERS_BASE_URL="http://carriers.test",
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="eu-west-3",
)
