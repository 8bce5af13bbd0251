/**
 * A layer that a receiver has just asked for is given to it with its first frame.
 *
 * mediasoup gives a layer of simulcast that was gone, and is back, only once it has been sent for two seconds, while there
 * is a smaller one. That is a guard against senders whose line is short: their large layer comes and goes, and each time
 * pictures would grow, stand still until the loss is noticed, and shrink. Our senders, though, let a layer rest because
 * nobody watches it, and send it again because somebody asks (docs/decisions/0085): then there is nothing to guard against,
 * and the rule keeps a picture small for two seconds and more. So a layer that is back within two seconds after it was asked
 * for is exempt; one that comes and goes by itself is not.
 *
 * Nothing is measured of such a layer at first. For being given it counts with the most that its sender announced, so that
 * a line which may not carry it is not flooded for a try; and it is given with all its frames, not with those alone that
 * have come at that moment.
 */
import type { Edit } from './edits.ts'

const manager = 'src/RTC/SimulcastProducerStreamManager.cpp'
const base = 'include/RTC/ProducerStreamManager.hpp'

/** What only a worker with these changes says, so that one can be told from the official binary. */
export const saysOfAskedLayers = 'giving a layer early since it has just been asked for'

export const askedLayerEdits: Edit[] = [
  {
    file: base,
    why: 'when a receiver asked for a larger layer must be known',
    find: '\t\t\tthis->preferredLayers = layers;\n',
    replace: `\t\t\tif (layers.spatial > this->preferredLayers.spatial)
			{
				this->askedAtMs = this->shared->GetTimeMs();
			}

			this->preferredLayers = layers;
`,
  },
  {
    file: base,
    why: 'when a receiver asked for a larger layer must be known',
    find: '\t\tRTC::ConsumerTypes::VideoLayers preferredLayers;\n',
    replace: `\t\tRTC::ConsumerTypes::VideoLayers preferredLayers;
		// When the receiver began to receive, or last asked for a larger layer.
		int64_t askedAtMs{ 0 };
`,
  },
  ...['OnTransportConnected', 'OnResumed'].map((name) => ({
    file: manager,
    why: 'whoever begins to receive asks for layers',
    find: `\tvoid SimulcastProducerStreamManager::${name}()\n\t{\n\t\tMS_TRACE();\n`,
    replace: `\tvoid SimulcastProducerStreamManager::${name}()\n\t{\n\t\tMS_TRACE();\n
		this->askedAtMs = this->shared->GetTimeMs();
`,
  })),
  {
    file: manager,
    why: 'a layer that is back because it was asked for is told from one that comes and goes',
    find: '\tstatic constexpr int64_t StreamMinActiveMs{ 2000 };\n',
    replace: `\tstatic constexpr int64_t StreamMinActiveMs{ 2000 };

	/* Whether the stream began, the last time, before or shortly after it was asked for. */
	static bool IsBackForAsking(const RTC::RTP::RtpStreamRecv* rtpStream, int64_t askedAtMs, int64_t nowMs)
	{
		return nowMs - rtpStream->GetActiveMs() < askedAtMs + StreamMinActiveMs;
	}

	/* As much as was announced, of a stream of which little is measured yet. */
	static int64_t GetExpectedBitrate(
	  const RTC::RTP::RtpStreamRecv* rtpStream, int64_t measuredBitrate, int64_t announcedBitrate)
	{
		return rtpStream->GetActiveMs() < StreamMinActiveMs
		         ? std::max(measuredBitrate, announcedBitrate)
		         : measuredBitrate;
	}

`,
  },
  {
    file: manager,
    why: 'the rule of two seconds has an exception when layers are chosen by what is there',
    find: 'newTargetLayers.spatial != -1 && producerRtpStream->GetActiveMs() < StreamMinActiveMs)',
    replace:
      'newTargetLayers.spatial != -1 && producerRtpStream->GetActiveMs() < StreamMinActiveMs && !IsBackForAsking(producerRtpStream, this->askedAtMs, nowMs))',
  },
  {
    file: manager,
    why: 'a layer that is given early is remembered until it has been weighed',
    find: '\t\tbool usableSpatialLayerFound{ this->provisionalTargetLayers.spatial != -1 };\n',
    replace: `\t\tbool usableSpatialLayerFound{ this->provisionalTargetLayers.spatial != -1 };
		// Whether the spatial layer is given before it has been active for long.
		bool early{ false };
`,
  },
  {
    file: manager,
    why: 'each layer is looked at by itself',
    find: '\t\t\tspatialLayer = static_cast<int16_t>(sIdx);\n',
    replace: '\t\t\tspatialLayer = static_cast<int16_t>(sIdx);\n\t\t\tearly        = false;\n',
  },
  {
    file: manager,
    why: 'the rule of two seconds has an exception when bits are shared out',
    find: `\t\t\t\tif (provisionalProducerRtpStream->GetActiveMs() >= StreamMinActiveMs)
				{
					continue;
				}
`,
    replace: `\t\t\t\tif (
				  provisionalProducerRtpStream->GetActiveMs() >= StreamMinActiveMs &&
				  !IsBackForAsking(producerRtpStream, this->askedAtMs, nowMs))
				{
					continue;
				}

				// It is back, and not new together with all the others.
				early = std::ranges::any_of(
				  this->producerRtpStreams,
				  [](const RTC::RTP::RtpStreamRecv* rtpStream)
				  {
					  return (
					    rtpStream != nullptr && rtpStream->GetScore() > 0u &&
					    rtpStream->GetActiveMs() >= StreamMinActiveMs);
				  });
`,
  },
  {
    file: manager,
    why: 'a layer of which little is measured yet counts with what was announced, when it is given',
    find: '\t\t\t\trequiredBitrate = producerRtpStream->GetLayerBitrate(nowMs, 0, temporalLayer);\n',
    replace: `\t\t\t\trequiredBitrate = producerRtpStream->GetLayerBitrate(nowMs, 0, temporalLayer);

				if (early && requiredBitrate > 0 && spatialLayer > this->targetLayers.spatial)
				{
					requiredBitrate = GetExpectedBitrate(
					  producerRtpStream,
					  requiredBitrate,
					  this->consumableRtpEncodings.at(spatialLayer).maxBitrate);
				}
`,
  },
  {
    file: manager,
    why: 'what a layer counted with is what it leaves to the next',
    find: `\t\t\t\t\tauto provisionalRequiredBitrate = provisionalProducerRtpStream->GetBitrate(
					  nowMs, 0, this->provisionalTargetLayers.temporal);
`,
    replace: `\t\t\t\t\tauto provisionalRequiredBitrate = provisionalProducerRtpStream->GetBitrate(
					  nowMs, 0, this->provisionalTargetLayers.temporal);

					if (early && this->provisionalTargetLayers.spatial > this->targetLayers.spatial)
					{
						provisionalRequiredBitrate = GetExpectedBitrate(
						  provisionalProducerRtpStream,
						  provisionalRequiredBitrate,
						  this->consumableRtpEncodings.at(this->provisionalTargetLayers.spatial).maxBitrate);
					}
`,
  },
  {
    file: manager,
    why: 'a layer that is given early is given with all its frames',
    find: '\t\tthis->provisionalTargetLayers.temporal = temporalLayer;\n',
    replace: `\t\tthis->provisionalTargetLayers.temporal = temporalLayer;

		if (early)
		{
			MS_DEBUG_TAG(simulcast, "${saysOfAskedLayers} [spatial:%" PRIi16 "]", spatialLayer);

			this->provisionalTargetLayers.temporal = std::min(
			  this->preferredLayers.temporal,
			  static_cast<int16_t>(this->encodingContext->GetTemporalLayers() - 1));
		}
`,
  },
  {
    file: 'src/RTC/Producer.cpp',
    // Otherwise a second key frame follows the first, of twenty times the bits of another frame.
    why: 'whoever switches to a layer because its key frame has come need not ask for another',
    find: '\t\t\tif (!rtpStream->ReceivePacket(packet, receivedAtUs))\n',
    replace: `\t\t\tthis->currentRtpPacket = packet;

			const bool received = rtpStream->ReceivePacket(packet, receivedAtUs);

			this->currentRtpPacket = nullptr;

			if (!received)
`,
  },
]
